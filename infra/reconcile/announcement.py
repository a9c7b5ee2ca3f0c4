"""Announces films once more, in the words of S3."""

import json
from collections.abc import Iterable, Mapping
from itertools import islice
from typing import TYPE_CHECKING
from urllib.parse import quote_plus

from cxr.storage.object_keys import Origin
from infra.reconcile.originals import Original

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

_BATCH = 10


class NotAnnounced(Exception):
    """SQS took fewer messages than it was given; a repetition announces the rest."""


def announcement(bucket: str, original: Original) -> str:
    """Return the body of the message that S3 sends for an object."""
    film = {
        "key": quote_plus(original.key, safe="/"),
        "size": original.size,
        "eTag": original.etag,
        "versionId": original.version,
    }
    record = {"eventSource": "aws:s3", "eventName": "ObjectCreated:Put"}
    return json.dumps({"Records": [{**record, "s3": {"bucket": {"name": bucket}, "object": film}}]})


def announce(
    sqs: "SQSClient", queues: Mapping[Origin, str], bucket: str, originals: Iterable[Original]
) -> int:
    """Send each film to the queue of its origin; return how many. Raise NotAnnounced."""
    by_queue: dict[str, list[Original]] = {}
    for original in originals:
        by_queue.setdefault(queues[original.origin], []).append(original)
    for queue, films in by_queue.items():
        remaining = iter(films)
        while batch := list(islice(remaining, _BATCH)):
            bodies = [announcement(bucket, film) for film in batch]
            entries = [{"Id": str(number), "MessageBody": body} for number, body in enumerate(bodies)]
            answer = sqs.send_message_batch(QueueUrl=queue, Entries=entries)  # type: ignore[arg-type]
            if answer.get("Failed"):
                raise NotAnnounced(answer["Failed"][0]["Code"])
    return sum(map(len, by_queue.values()))
