"""Has DynamoDB recover a table as it was at a moment, into a table of its own."""

import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from infra.adopt.kept_resources import SERVICE

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource, Table

_BETWEEN_LOOKS_SECONDS = 15.0
_KEPT = timedelta(days=35)
"""How far back DynamoDB can go."""
_OUT_OF_REACH = "the moment is older than 35 days, or younger than five minutes."


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
    if not timedelta(0) <= datetime.now(UTC) - moment <= _KEPT:
        raise NotRecoverable(_OUT_OF_REACH)
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


def require_recovery(source: "Table", live: "Table", logical: str) -> None:
    """Raise NotRecoverable for the live table, and for one that another table of a stage was, or became.

    ``logical`` is the name of the table in the template. Verdicts and audit trail have the same keys, and so
    have the tables of another stage: their items would be of no use here, and some could never be removed.
    A table under a name of the operator's own is taken, as AWS Backup makes one.
    """
    if source.name == live.name:
        raise NotRecoverable(f"{live.name} is the live table itself; give the one that was recovered.")
    if source.key_schema != live.key_schema:
        raise NotRecoverable(f"{source.name} has other keys than {live.name}: it is no recovery of it.")
    # The rest of the name is another one once a table was lost and made again.
    kind = live.name.partition(logical)[0] + logical
    origin = (source.restore_summary or {}).get("SourceTableArn", source.name).rpartition("/")[2]
    if origin.startswith(f"{SERVICE}-") and not origin.startswith(kind):
        raise NotRecoverable(
            f"{source.name} was made from {origin}, and not from a table whose name begins with {kind}."
        )


def _translated(error: ClientError, live: str) -> Exception:
    sentences = {
        "PointInTimeRecoveryUnavailableException": f"{live} has no point-in-time recovery.",
        "InvalidRestoreTimeException": _OUT_OF_REACH,
    }
    sentence = sentences.get(error.response["Error"]["Code"])
    return NotRecoverable(sentence) if sentence else error
