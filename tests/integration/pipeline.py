"""What the tests of the film pipeline do to a stack, and how they wait for what comes of it."""

import io
import json
import secrets
import time
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from PIL import Image

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status, Study
from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

OVER = (Status.COMPLETE, Status.REFUSED)
PATIENCE = 120.0
"""Seconds after which what a test waits for is taken as lost. A busy machine may take most of them."""

Answer = TypeVar("Answer")


def until(condition: Callable[[], Answer], seconds: float, what: str) -> Answer:
    """The first answer of ``condition`` that is true; a failure once ``seconds`` are over."""
    deadline = time.monotonic() + seconds
    while not (answer := condition()):
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.02)
    return answer


def sample_film() -> bytes:
    """A film that the repository carries."""
    return min(SAMPLES.glob("*.jpg")).read_bytes()


def as_png(picture: Image.Image, level: int = 6) -> bytes:
    """A picture as a PNG file."""
    file = io.BytesIO()
    picture.save(file, "PNG", compress_level=level)
    return file.getvalue()


class Pipeline:
    """The way of a film through a running stack, seen from its two ends."""

    def __init__(self, stack: LocalStack) -> None:
        self.outputs = stack.outputs
        self._clients = stack.clients
        self._table = stack.clients.dynamodb.Table(stack.outputs["studies_table"])
        self._store = StudyStore(self._table)
        self._endpoint = stack.settings.aws_endpoint

    @cached_property
    def sqs(self) -> "SQSClient":
        """The queues."""
        return self._clients.session.client("sqs", endpoint_url=self._endpoint)

    def new_site(self) -> str:
        """A site with one member, so that each test has its own."""
        site = f"site-{secrets.token_hex(4)}"
        members = self._clients.dynamodb.Table(self.outputs["members_table"])
        members.put_item(Item={"sub": secrets.token_hex(8), "site": site, "role": "clinician"})
        return site

    def put(self, site: str, body: bytes, name: str = "film.jpg", content_type: str = "image/jpeg") -> str:
        """Drop a file into a site's inbox, as another system does; its version is returned."""
        answer = self._clients.s3.put_object(
            Bucket=self.outputs["uploads_bucket"],
            Key=f"inbox/{site}/{name}",
            Body=body,
            ContentType=content_type,
        )
        return answer["VersionId"]

    def studies(self, site: str) -> list[Study]:
        """What a site's worklist shows."""
        return list(self._store.page(site).studies)

    def sites_of(self, study_id: str) -> list[str]:
        """Every site that has a study of this identifier."""
        items = self._table.scan(ConsistentRead=True)["Items"]
        return [str(item["site"]) for item in items if item["study_id"] == study_id]

    def wait_for_the_end(self, site: str, seconds: float = PATIENCE) -> Study:
        """The one study of a site, once it is over."""
        (study,) = until(
            lambda: [study for study in self.studies(site) if study.status in OVER], seconds, "an end"
        )
        return study

    def result(self, study: Study) -> dict[str, Any]:
        """The study's result.json, which a worker writes after the end of the study."""
        key = f"results/{study.site}/{study.study_id}/result.json"
        bucket = self.outputs["results_bucket"]
        there = self._clients.s3.get_waiter("object_exists")
        there.wait(Bucket=bucket, Key=key, WaiterConfig={"Delay": 1, "MaxAttempts": int(PATIENCE)})
        answer = self._clients.s3.get_object(Bucket=bucket, Key=key)
        document: dict[str, Any] = json.loads(answer["Body"].read())
        return document

    def messages(self, queue: str) -> int:
        """How many messages a queue holds, visible or not."""
        held = self.sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
        return int(held["ApproximateNumberOfMessages"]) + int(held["ApproximateNumberOfMessagesNotVisible"])

    def take_message(self) -> "MessageTypeDef | None":
        """A message of either lane, which stays visible to others."""
        for lane in (self.outputs["uploads_queue"], self.outputs["inbox_queue"]):
            if messages := self.sqs.receive_message(QueueUrl=lane, VisibilityTimeout=0).get("Messages"):
                return messages[0]
        return None

    def wait_until_idle(self) -> None:
        """Return once neither lane has anything left to do."""
        lanes = (self.outputs["uploads_queue"], self.outputs["inbox_queue"])
        until(lambda: not any(map(self.messages, lanes)), PATIENCE, "empty queues")

    def log(self, since: float) -> str:
        """What the classify function has logged since a moment (seconds of the epoch)."""
        logs = self._clients.session.client("logs", endpoint_url=self._endpoint)
        answer = logs.filter_log_events(
            logGroupName="/aws/lambda/pneumoscope-local-classify", startTime=int(since * 1000)
        )
        return "\n".join(event["message"] for event in answer["events"])
