"""What an account may send in a day, so that nobody makes the hospital pay without end."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from flask_babel import format_decimal, gettext

from webapp.errors import AllowanceUsed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

BYTES_PER_GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class DailyLimit:
    """How many films, and how many bytes of them, one account may send in a day of UTC."""

    films: int
    size: int


class UploadAllowance:
    """Counts what each account sends in the sessions table, whose items expire by themselves."""

    def __init__(self, table: "Table", limit: DailyLimit) -> None:
        self._table = table
        self._limit = limit

    def take(self, sub: str, size: int, now: datetime) -> None:
        """Count one film of ``size`` bytes. Raise AllowanceUsed, and count nothing, beyond the limit.

        A film counts when its form is made: that is when the account could begin to send it.
        """
        renewal = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        try:
            self._table.update_item(
                # No session has such a key: theirs are digests.
                Key={"session_id": f"allowance#{now.date()}#{sub}"},
                UpdateExpression="SET expires_at = :end ADD films :one, #size :size",
                ConditionExpression="attribute_not_exists(films) OR (films < :films AND #size <= :left)",
                ExpressionAttributeNames={"#size": "size"},
                ExpressionAttributeValues={
                    ":end": int(renewal.timestamp()),
                    ":one": 1,
                    ":size": size,
                    ":films": self._limit.films,
                    ":left": self._limit.size - size,
                },
            )
        except ClientError as e:
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            raise AllowanceUsed(self._sentence(), renewal - now) from e

    def _sentence(self) -> str:
        films, size = self._limit.films, self._limit.size // BYTES_PER_GIGABYTE
        return str(
            gettext(
                "This account has sent what it may send in a day (%(films)s films or %(size)s GB). "
                "Send the rest after midnight UTC, or ask an administrator for a higher limit.",
                films=format_decimal(films),
                size=format_decimal(size),
            )
        )
