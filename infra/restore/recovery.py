"""Has DynamoDB recover a table as it was at a moment, into a table of its own."""

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource, Table

_BETWEEN_LOOKS_SECONDS = 15.0


class NotRecoverable(Exception):
    """The table cannot be recovered as asked; the message is one sentence for the operator."""


def recovered_name(live: str, moment: datetime) -> str:
    """Return the name of the table that a recovery makes: the same for the same moment, so it can go on."""
    return f"{live}-at-{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def recover(
    tables: "DynamoDBServiceResource", live: str, moment: datetime, *, pause: float = _BETWEEN_LOOKS_SECONDS
) -> "Table":
    """Recover ``live`` as it was at ``moment``, and wait until that is done. Raise NotRecoverable.

    May be repeated: a recovery that has begun is waited for. It takes minutes, hours for a large table.
    """
    name = recovered_name(live, moment)
    client = tables.meta.client
    try:
        client.restore_table_to_point_in_time(
            SourceTableName=live, TargetTableName=name, RestoreDateTime=moment
        )
    except ClientError as e:
        if e.response["Error"]["Code"] not in ("TableAlreadyExistsException", "ResourceInUseException"):
            raise _translated(e, live) from e
    table = tables.Table(name)
    table.reload()
    while table.table_status == "CREATING":
        time.sleep(pause)
        table.reload()
    return table


def _translated(error: ClientError, live: str) -> Exception:
    sentences = {
        "PointInTimeRecoveryUnavailableException": f"{live} has no point-in-time recovery.",
        "InvalidRestoreTimeException": "the moment is older than 35 days, or younger than five minutes.",
    }
    sentence = sentences.get(error.response["Error"]["Code"])
    return NotRecoverable(sentence) if sentence else error
