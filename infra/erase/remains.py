"""What an erasure leaves, and until when."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cxr.storage.studies.study_lifetimes import TOMBSTONE_TTL
from infra.patient.stores import Stores

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_MESSAGES = timedelta(days=14)
"""The longest that SQS keeps a message (infra/queue.yml)."""

_RECOVERY_DAYS = 35
"""DynamoDB's own, where it does not state a period."""


def remains(stores: Stores, now: datetime, backup_days: int) -> list[str]:
    """Return a line for each place that still holds something, or why it does not.

    ``backup_days`` is how long the stage keeps its backups; 0 if it makes none.
    """
    late, messages = _day(now + TOMBSTONE_TTL), _day(now + _MESSAGES)
    return [
        *(_recovery(table, now) for table in (stores.studies, stores.verdicts)),
        *(_backups(now, backup_days) if backup_days else ()),
        f"until {late}: the identifiers of the studies, so that a late film brings none of them back",
        f"until {messages}: messages of the queues, which may contain the name of a file in the inbox",
        "until the logs expire (logRetentionDays): identifiers of studies and accounts",
        "by law: the audit trail, with identifiers of studies and accounts",
        "for ever: the record of this erasure, which names neither patient nor study",
        "elsewhere: what people downloaded, results in a PACS or a record, films where they came from",
    ]


def _recovery(table: "Table", now: datetime) -> str:
    described = table.meta.client.describe_continuous_backups(TableName=table.name)
    backups = described["ContinuousBackupsDescription"]
    recovery = backups.get("PointInTimeRecoveryDescription", {})
    if recovery.get("PointInTimeRecoveryStatus") != "ENABLED":
        return f"{table.name} has no point-in-time recovery, so it holds nothing"
    days = int(recovery.get("RecoveryPeriodInDays", _RECOVERY_DAYS))
    return (
        f"until {_day(now + timedelta(days=days))}: the point-in-time recovery of {table.name}, "
        "which only a recovery into another table reads"
    )


def _backups(now: datetime, days: int) -> list[str]:
    return [
        f"until {_day(now + timedelta(days=days))}: the backups of tables and buckets, and their copies, "
        "which only a restore reads; after a restore, erase again"
    ]


def _day(moment: datetime) -> str:
    # The day after, because the moment itself is within the day.
    return f"{moment + timedelta(days=1):%Y-%m-%d}"
