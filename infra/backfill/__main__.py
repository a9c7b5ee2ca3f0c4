"""`python -m infra.backfill s3://BUCKET/PREFIX --site SITE --stage STAGE` has the films of a bucket read.

It lists them, says what they cost and how long they take, asks, and copies them into the site's inbox. Films
of people who upload them do not wait for these. After an interruption, run it again: it copies the rest.
"""

import argparse
import sys
from functools import partial
from typing import TYPE_CHECKING

from botocore.config import Config
from tqdm import tqdm

from cxr.cli.whole_numbers import add_whole_number
from cxr.storage.object_keys import is_site
from functions.classify.sites import Sites
from infra.backfill.copying import Copier, Outcome
from infra.backfill.source import Films, Place, UnusableSource, list_films
from infra.capacity.__main__ import spoken
from infra.capacity.estimate import Estimate, estimate, load_prices
from infra.stage import Stage, StageUnreachableError, add_stage_arguments, open_stage
from infra.tools.aws_refusals import run_command

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_MISUSE = 2


def main(arguments: list[str] | None = None) -> int:
    """Return 0 when all films are copied, 1 when some are not or the operator declined, 2 for misuse."""
    options = _parser().parse_args(arguments)
    try:
        source = Place.parse(options.source)
        stage = open_stage(options.stage, options.region)
        _require_site(stage, options.site)
        _require_other_bucket(stage, source)
        target = Place(stage.outputs["UploadsBucketName"], f"inbox/{options.site}/")
        s3 = stage.session.client(
            "s3",
            endpoint_url=stage.endpoint,
            config=Config(max_pool_connections=options.at_once, retries={"mode": "adaptive"}),
        )
        films = list_films(s3, source, target)
    except (StageUnreachableError, UnusableSource) as e:
        print(f"backfill: {e}", file=sys.stderr)
        return _MISUSE
    _print(films, estimate(len(films.sizes), films.size, _workers(stage), load_prices()))
    if not films.sizes:
        return 0
    if not options.yes and input("Copy them? [y/N] ").strip().lower() != "y":
        return 1
    copier = Copier(s3, source, target, options.at_once)
    has_room = partial(_has_room, stage, options.waiting)
    with tqdm(total=len(films.sizes), unit="film") as bar:
        return _report(copier.copy(films.sizes, has_room, bar.update))


def _require_site(stage: Stage, site: str) -> None:
    """Raise UnusableSource unless somebody belongs to the site: no one would see the films of another."""
    tables = stage.session.resource("dynamodb", endpoint_url=stage.endpoint)
    members = tables.Table(stage.outputs["MembersTableName"])
    if not is_site(site) or not Sites(members).exists(site):
        raise UnusableSource(f"the stage has no site {site}; the worklist shows its name.")


def _require_other_bucket(stage: Stage, source: Place) -> None:
    """Raise UnusableSource for the uploads bucket itself: its films were announced already."""
    if source.bucket == stage.outputs["UploadsBucketName"]:
        raise UnusableSource("these films are in the uploads bucket already; see python -m infra.reconcile.")


def _workers(stage: Stage) -> int:
    """Return how many films of the inbox are read at once."""
    client = stage.session.client("lambda", endpoint_url=stage.endpoint)
    # By the queue: with a canary, the queue calls an alias, which is not among the mappings of the function.
    (lane,) = client.list_event_source_mappings(EventSourceArn=_inbox_arn(stage))["EventSourceMappings"]
    return lane["ScalingConfig"]["MaximumConcurrency"]


def _inbox_arn(stage: Stage) -> str:
    sqs: SQSClient = stage.session.client("sqs", endpoint_url=stage.endpoint)
    queue = stage.outputs["InboxQueueUrl"]
    return sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]


def _has_room(stage: Stage, waiting: int) -> bool:
    """Return whether fewer than ``waiting`` films wait: an announcement is kept for ten days only."""
    sqs: SQSClient = stage.session.client("sqs", endpoint_url=stage.endpoint)
    answer = sqs.get_queue_attributes(QueueUrl=stage.outputs["InboxQueueUrl"], AttributeNames=["All"])
    return int(answer["Attributes"]["ApproximateNumberOfMessages"]) < waiting


def _print(films: Films, cost: Estimate) -> None:
    print(f"{len(films.sizes):,} films are to be copied, {films.size / 10**9:,.1f} GB.")
    for count, why in (
        (films.done, "were copied before"),
        (films.empty, "are empty or folders"),
        (films.too_large, "are too large to be read"),
    ):
        if count:
            print(f"{count:,} are left aside: they {why}.")
    if films.sizes:
        prices = load_prices()
        print(
            f"Reading them takes about {spoken(cost.reading)}, and costs about ${cost.once:,.2f}; "
            f"storage costs ${cost.originals:,.2f} a month for the originals, while they are kept, and "
            f"${cost.results:,.2f} for the results.\n"
            f"Prices are of {prices.as_of}, {prices.region}. Transfer from another region comes on top."
        )


def _report(outcome: Outcome) -> int:
    print(f"{outcome.copied:,} films copied; the worklist shows them as they are read.")
    for word, count in outcome.failed.items():
        print(f"backfill: {count:,} films were not copied: {word}. Run the command again.", file=sys.stderr)
    return int(bool(outcome.failed))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.backfill", description=__doc__)
    parser.add_argument("source", help="s3://BUCKET/PREFIX: every object below it is taken for a film")
    parser.add_argument("--site", required=True, help="the site that the films belong to (required)")
    add_stage_arguments(parser)
    add_whole_number(parser, "--at-once", "copies at once", lowest=1, default=16)
    waiting = "pause while so many films wait to be read, those of gateways among them"
    add_whole_number(parser, "--waiting", waiting, lowest=1, default=1000)
    parser.add_argument("--yes", action="store_true", help="do not ask")
    return parser


if __name__ == "__main__":
    sys.exit(run_command("backfill", main))
