"""`python -m infra.restore studies --at TIME --stage STAGE` brings items back into the live table.

DynamoDB recovers into a new table, which no function reads. This command has that table made, or takes one
that is there, and copies from it what the live table lacks. It changes nothing that the live table has.
"""

import argparse
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from infra.restore.items import copy_missing, is_empty
from infra.restore.recovery import NotRecoverable, recover, require_recovery
from infra.stage import StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import DynamoDBServiceResource, Table

_MISUSE = 2
_TABLES = {
    "studies": "StudiesTableName",
    "verdicts": "VerdictsTableName",
    "audit": "AuditTableName",
    "members": "MembersTableName",
}


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when everything that was missing is there, 2 when nothing was begun."""
    options = _parser().parse_args(arguments)
    try:
        stage = open_stage(options.stage, options.region)
    except StageUnreachableError as e:
        return _misuse(str(e))
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    live = tables.Table(stage.outputs[_TABLES[options.table]])
    if not is_empty(live) and not options.add_missing:
        return _misuse(
            f"{live.name} has items, so nothing was changed. "
            "With --add-missing those that it lacks are added; this also goes on after an interruption."
        )
    try:
        source = _source(tables, live.name, options)
        require_recovery(source, live, _TABLES[options.table].removesuffix("Name"))
    except NotRecoverable as e:
        return _misuse(str(e))
    _copy(source, live, with_deleted=options.with_deleted)
    return 0


def _source(tables: "DynamoDBServiceResource", live: str, options: argparse.Namespace) -> "Table":
    """Return the table to copy from. Raise NotRecoverable."""
    if options.source is not None:
        source = tables.Table(options.source)
        try:
            source.load()
        except source.meta.client.exceptions.ResourceNotFoundException as e:
            raise NotRecoverable(f"there is no table {options.source}.") from e
        return source
    print(f"DynamoDB recovers {live}; this takes minutes, for a large table hours ...", flush=True)
    return recover(tables, live, options.at)


def _copy(source: "Table", live: "Table", *, with_deleted: bool) -> None:
    count = None
    for count in copy_missing(source, live, datetime.now(UTC).timestamp(), with_deleted=with_deleted):
        print(f"{count.written} items written, {count.present} were there ...", flush=True)
    if count is None:
        print(f"{source.name} has no items.")
        return
    print(
        f"Done: {count.written} written, {count.present} were there, {count.deleted} were deleted since and "
        f"stay so, {count.expired} had expired.\n"
        "`python -m infra.reconcile` says which of them lack their films or results. "
        f"Delete the table {source.name} once nothing more is needed from it."
    )


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as e:
        raise argparse.ArgumentTypeError(f"{text} is no time such as 2026-11-28T09:30:00+01:00") from e
    if moment.tzinfo is None:
        raise argparse.ArgumentTypeError(
            f"{text} has no time zone: add Z for UTC, or an offset such as +01:00"
        )
    return moment


def _misuse(sentence: str) -> int:
    print(f"restore: {sentence}", file=sys.stderr)
    return _MISUSE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.restore", description=__doc__)
    parser.add_argument("table", choices=_TABLES, help="the table to bring items back into")
    origin = parser.add_mutually_exclusive_group(required=True)
    origin.add_argument(
        "--at",
        type=_moment,
        metavar="TIME",
        help="recover the table as it was then (ISO 8601, with its offset from UTC)",
    )
    origin.add_argument(
        "--from", dest="source", metavar="TABLE", help="take a table that was recovered before"
    )
    parser.add_argument("--add-missing", action="store_true", help="add to a live table that has items")
    parser.add_argument(
        "--with-deleted", action="store_true", help="bring back studies that users deleted since, too"
    )
    add_stage_arguments(parser)
    return parser


if __name__ == "__main__":
    sys.exit(run_command("restore", main))
