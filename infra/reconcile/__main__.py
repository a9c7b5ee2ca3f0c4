"""`python -m infra.reconcile --stage STAGE` finds films that were never read, and what else does not fit.

An announcement can be lost: a message expires, a queue is removed, an event is sent while a policy is broken.
Nothing else compares the buckets with the table. Without --repair the command changes nothing.
"""

import argparse
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

from cxr.cli.whole_numbers import add_whole_number
from cxr.storage.object_keys import Origin, is_site
from functions.classify.sites import Sites
from infra.reconcile.announcement import NotAnnounced, announce
from infra.reconcile.discrepancies import ADVICE, Discrepancy, Kind, compare
from infra.reconcile.ledger import Ledger
from infra.reconcile.originals import list_originals
from infra.reconcile.results import list_results
from infra.stage import Stage, StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

_MISUSE = 2
_UNREAD = "wait to be read"
_BETWEEN_LOOKS_SECONDS = 2.0
_QUEUES = {
    "UploadsQueueUrl": _UNREAD,
    "InboxQueueUrl": _UNREAD,
    "DeadLetterQueueUrl": "wait for a redrive",
}


def find_discrepancies(stage: Stage, site: str | None, settled_before: datetime) -> list[Discrepancy]:
    """Return what is wrong at a stage, or at one site of it."""
    s3 = stage.session.client("s3", endpoint_url=stage.endpoint)
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    # The buckets first: a study that ends meanwhile is then in the ledger as ended.
    originals = list(list_originals(s3, stage.outputs["UploadsBucketName"], site))
    results = list_results(s3, stage.outputs["ResultsBucketName"], site)
    ledger = Ledger.read(tables.Table(stage.outputs["StudiesTableName"]), site)
    found = compare(ledger, originals, results, settled_before)
    return sorted(found, key=lambda it: (it.kind, it.site, it.study_id))


def repair(stage: Stage, discrepancies: list[Discrepancy], at_once: int | None = None) -> int:
    """Announce the films that mend something; return how many. Raise NotAnnounced.

    ``at_once`` films are announced, and the next ones when fewer than that wait: whoever uploads a film
    meanwhile waits behind them. None: all of them.
    """
    sqs = stage.session.client("sqs", endpoint_url=stage.endpoint)
    queues = {Origin.UPLOAD: stage.outputs["UploadsQueueUrl"], Origin.INBOX: stage.outputs["InboxQueueUrl"]}
    films = [found.original for found in discrepancies if found.original is not None]
    portion = at_once or max(len(films), 1)
    for begin in range(0, len(films), portion):
        if begin:
            print(f"{begin} of {len(films)} films announced; the next ones as they are read ...", flush=True)
            _wait_for_room(stage, portion)
        announce(sqs, queues, stage.outputs["UploadsBucketName"], films[begin : begin + portion])
    return len(films)


def _wait_for_room(stage: Stage, films: int) -> None:
    # First a pause: SQS counts a message only moments after it took it.
    while True:
        time.sleep(_BETWEEN_LOOKS_SECONDS)
        if waiting(stage).get(_UNREAD, 0) < films:
            return


def waiting(stage: Stage) -> dict[str, int]:
    """Return how many messages each queue of films has, by what they wait for, without empty queues."""
    sqs = stage.session.client("sqs", endpoint_url=stage.endpoint)
    counts: Counter[str] = Counter()
    for output, purpose in _QUEUES.items():
        answer = sqs.get_queue_attributes(QueueUrl=stage.outputs[output], AttributeNames=["All"])
        held = answer["Attributes"]
        counts[purpose] += int(held["ApproximateNumberOfMessages"])
        counts[purpose] += int(held["ApproximateNumberOfMessagesNotVisible"])
    return {purpose: count for purpose, count in counts.items() if count}


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when nothing is wrong or all of it is being mended, 1 when something stays, 2 for misuse."""
    options = _parser().parse_args(arguments)
    if options.site is not None and not is_site(options.site):
        return _misuse("that is no site's name; the worklist shows the name.")
    try:
        return _reconcile(open_stage(options.stage, options.region), options)
    except StageUnreachableError as e:
        return _misuse(str(e))
    except NotAnnounced as e:
        return _misuse(f"SQS did not take every message ({e}); repeat the command.")


def _reconcile(stage: Stage, options: argparse.Namespace) -> int:
    """Return the status. Raise NotAnnounced."""
    queued = waiting(stage)
    for purpose, count in queued.items():
        print(f"{count} messages {purpose}: their films are not lost, and may be listed below.")
    if options.repair and queued:
        return _misuse("nothing was repaired. Redrive or wait until the queues are empty, then repeat.")
    settled_before = datetime.now(UTC) - timedelta(minutes=options.older_than)
    found = find_discrepancies(stage, options.site, settled_before)
    if not found and options.site is not None and not _has_members(stage, options.site):
        return _misuse(
            f"nothing of {options.site} is wrong, and no one belongs to it; see the name in the worklist."
        )
    _report(found)
    mendable = sum(1 for it in found if it.original is not None)
    if options.repair:
        print(f"{repair(stage, found, options.waiting)} films announced again.")
        return int(mendable < len(found))
    if mendable:
        print(f"Nothing was changed. --repair has {mendable} films read.")
    return int(bool(found))


def _has_members(stage: Stage, site: str) -> bool:
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    return Sites(tables.Table(stage.outputs["MembersTableName"])).exists(site)


def _report(found: list[Discrepancy]) -> None:
    """Print what was found. Not the keys: a file's name may hold a patient's."""
    counts = Counter(it.kind for it in found)
    for it in found:
        print(f"{it.kind.name.lower():12} {it.site} {it.study_id}")
    for kind in Kind:
        if counts[kind]:
            print(f"{counts[kind]} times: {kind.value}. {ADVICE[kind]}")
    if not found:
        print("Every film has its study, and every study what belongs to it.")


def _misuse(sentence: str) -> int:
    print(f"reconcile: {sentence}", file=sys.stderr)
    return _MISUSE


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.reconcile", description=__doc__)
    add_stage_arguments(parser)
    parser.add_argument(
        "--repair", action="store_true", help="announce again every film that mends something"
    )
    pause = "announce no more while so many films wait to be read; uploads wait behind them"
    add_whole_number(parser, "--waiting", pause, lowest=1, default=100)
    parser.add_argument("--site", help="only this site; for a table with millions of studies (default: all)")
    parser.add_argument(
        "--older-than",
        type=float,
        default=60,
        metavar="MINUTES",
        help="leave aside what changed in the last minutes: it may be on its way"
        " (number; default: %(default)s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(run_command("reconcile", main))
