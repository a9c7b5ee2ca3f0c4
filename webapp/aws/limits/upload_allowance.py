"""What an account may send in a day and a site in an hour, so that no one uses up what is everybody's."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError
from flask_babel import format_decimal, gettext

from webapp.aws.limits.condition import raise_unless_condition
from webapp.errors import AllowanceUsed

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

BYTES_PER_GIGABYTE = 10**9


@dataclass(frozen=True, slots=True)
class UploadLimits:
    """How many films, and how many bytes of them, one account may send in a day of UTC.

    ``films_of_site`` is how many films all accounts of a site may send in an hour.
    """

    films: int
    size: int
    films_of_site: int


class UploadAllowance:
    """Counts what is sent in the sessions table, whose items expire by themselves."""

    def __init__(self, table: "Table", limits: UploadLimits) -> None:
        self._table = table
        self._limits = limits

    def take(self, sub: str, site: str, size: int, now: datetime) -> None:
        """Count one film of ``size`` bytes. Raise AllowanceUsed beyond a limit.

        A film counts when its form is made: that is when the account could begin to send it.
        """
        next_hour = now.replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
        if not self._count(f"site#{next_hour.isoformat()}#{site}", 0, next_hour, self._limits.films_of_site):
            raise AllowanceUsed(self._sentence_of_site(), next_hour - now)
        midnight = datetime.combine(now.date() + timedelta(days=1), time(), now.tzinfo)
        if not self._count(f"{now.date()}#{sub}", size, midnight, self._limits.films):
            raise AllowanceUsed(self._sentence(), midnight - now)

    def _count(self, key: str, size: int, renewal: datetime, films: int) -> bool:
        """Count a film under a key. Return False, and count nothing, beyond the limit."""
        try:
            self._table.update_item(
                # No session has such a key: theirs are digests.
                Key={"session_id": f"allowance#{key}"},
                UpdateExpression="SET expires_at = :end ADD films :one, #size :size",
                ConditionExpression="attribute_not_exists(films) OR (films < :films AND #size <= :left)",
                ExpressionAttributeNames={"#size": "size"},
                ExpressionAttributeValues={
                    ":end": int(renewal.timestamp()),
                    ":one": 1,
                    ":size": size,
                    ":films": films,
                    ":left": self._limits.size - size,
                },
            )
        except ClientError as e:
            raise_unless_condition(e)
            return False
        return True

    def _sentence(self) -> str:
        films, size = self._limits.films, self._limits.size // BYTES_PER_GIGABYTE
        return str(
            gettext(
                "This account has sent what it may send in a day (%(films)s films or %(size)s GB). "
                "Send the rest after midnight UTC, or ask an administrator for a higher limit.",
                films=format_decimal(films),
                size=format_decimal(size),
            )
        )

    def _sentence_of_site(self) -> str:
        return str(
            gettext(
                "This site has sent what it may send in an hour (%(films)s films). "
                "Send the rest in the next hour.",
                films=format_decimal(self._limits.films_of_site),
            )
        )
