"""Counts wrong passwords and codes, so that no one guesses on."""

import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

from webapp.aws.limits.condition import raise_unless_condition
from webapp.errors import TooManyGuesses

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

WINDOW = timedelta(minutes=15)
"""Wrong tries count until the quarter of an hour is over: from :00, :15, :30 or :45."""

PER_ADDRESS_AND_SOURCE = 10
"""Wrong tries for one address from one source. Its owner still gets in from elsewhere."""

PER_ADDRESS = 100
"""Wrong tries for one address from all sources together: what many machines may guess."""

PER_SOURCE = 300
"""Wrong tries from one source for all addresses: a hospital may share a single network address."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try: what is guessed ("password", "code"), for which address, from which network address, when."""

    kind: str
    email: str
    source: str
    at: datetime


class AttemptLimits:
    """Counts tries in the sessions table, whose items expire by themselves.

    A try is counted before it is checked, so that parallel requests get no more of them. Each try costs the
    same writes: one more after an earlier try would reveal an address that somebody has just logged in with.
    Keys are hashes: the table names no one who was guessed at.
    """

    def __init__(self, table: "Table", key: bytes) -> None:
        self._table = table
        self._key = key

    def take(self, attempt: Attempt) -> None:
        """Count a try. Raise TooManyGuesses, and check nothing, beyond a limit."""
        for key, limit in self._counters(attempt):
            self._count(key, limit, attempt.at)

    def forgive(self, attempt: Attempt) -> None:
        """Take a try back that was right."""
        for key, _ in self._counters(attempt):
            self._take_back(key)

    def _counters(self, attempt: Attempt) -> tuple[tuple[str, int], ...]:
        kind, email, source = attempt.kind, attempt.email.lower(), attempt.source
        window = str(_window(attempt.at))
        return (
            (self._hashed(window, kind, email, source), PER_ADDRESS_AND_SOURCE),
            (self._hashed(window, kind, email, ""), PER_ADDRESS),
            (self._hashed(window, kind, "", source), PER_SOURCE),
        )

    def _count(self, key: str, limit: int, at: datetime) -> None:
        try:
            self._table.update_item(
                Key={"session_id": key},
                UpdateExpression="SET expires_at = :end ADD tries :one",
                ConditionExpression=Attr("tries").not_exists() | Attr("tries").lt(limit),
                ExpressionAttributeValues={":end": int((at + 2 * WINDOW).timestamp()), ":one": 1},
            )
        except ClientError as e:
            raise_unless_condition(e)
            raise TooManyGuesses(key) from e

    def _take_back(self, key: str) -> None:
        self._table.update_item(
            Key={"session_id": key},
            UpdateExpression="ADD tries :less",
            ExpressionAttributeValues={":less": -1},
        )

    def _hashed(self, *parts: str) -> str:
        digest = hmac.digest(self._key, "\n".join(parts).encode(), "sha256").hex()
        return f"tries#{digest}"


def _window(at: datetime) -> int:
    """Return the number of the quarter of an hour that a time is in."""
    return int(at.timestamp() // WINDOW.total_seconds())
