"""The sessions table: opaque sessions that live on the server."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

LIFETIME = timedelta(hours=12)
"""Of a session whatever happens: a long shift, and no session survives into the next day's."""

IDLE_LIFETIME = timedelta(hours=1)
"""Of a session nobody uses: a workstation left open in a ward."""

EXTENSION_STEP = timedelta(minutes=5)
"""A session is extended at most this often, to save writes; it may end this much early."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """A live session: its data as text, and when it was begun and will end without further use."""

    token: str
    data: str
    created_at: datetime
    expires_at: datetime


class SessionStore:
    """Sessions by token. Only a token's SHA-256 is stored, so reading the table signs nobody in."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def find(self, token: str, now: datetime) -> StoredSession | None:
        """The live session of a token. Expiry is checked here: TTL may delete days late."""
        answer = self._table.get_item(Key={"session_id": _hashed(token)}, ConsistentRead=True)
        item = answer.get("Item")
        if item is None or int(str(item["expires_at"])) <= now.timestamp():
            return None
        created, expires = (
            datetime.fromtimestamp(float(str(item[name])), now.tzinfo)
            for name in ("created_at", "expires_at")
        )
        return StoredSession(token, str(item["data"]), created, expires)

    def begin(self, data: str, now: datetime) -> StoredSession:
        """Store a new session under a new 256-bit token."""
        session = StoredSession(secrets.token_urlsafe(32), data, now, _end(now, now))
        item: dict[str, str | int | Decimal] = {
            "session_id": _hashed(session.token),
            "data": session.data,
            # To the millisecond, so that a log-in right after a password reset is not ended by it.
            "created_at": Decimal(str(round(session.created_at.timestamp(), 3))),
            "expires_at": int(session.expires_at.timestamp()),
        }
        self._table.put_item(Item=item, ConditionExpression=Attr("session_id").not_exists())
        return session

    def save(self, session: StoredSession, data: str, now: datetime) -> bool:
        """Store new data. False where the session was ended meanwhile."""
        return self._update(session, now, {"data": data})

    def extend(self, session: StoredSession, now: datetime) -> bool:
        """Let the session live on from now. False where it was ended meanwhile."""
        return self._update(session, now, {})

    def end(self, token: str) -> None:
        """Forget a session. May be repeated."""
        self._table.delete_item(Key={"session_id": _hashed(token)})

    def _update(self, session: StoredSession, now: datetime, values: dict[str, str]) -> bool:
        """Without the condition, a slow request would bring back a session that a log-out has ended."""
        every: dict[str, str | int] = {**values, "expires_at": int(_end(session.created_at, now).timestamp())}
        try:
            self._table.update_item(
                Key={"session_id": _hashed(session.token)},
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in every),
                ConditionExpression=Attr("session_id").exists(),
                ExpressionAttributeNames={f"#{name}": name for name in every},
                ExpressionAttributeValues={f":{name}": value for name, value in every.items()},
            )
        except ClientError as e:
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True


def is_due(session: StoredSession, now: datetime) -> bool:
    """Whether use at ``now`` would prolong the session by a step or more."""
    return _end(session.created_at, now) - session.expires_at >= EXTENSION_STEP


def _end(created: datetime, used: datetime) -> datetime:
    return min(created + LIFETIME, used + IDLE_LIFETIME)


def _hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
