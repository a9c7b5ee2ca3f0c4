"""What can be mended is announced again, in a message that the function reads as one of S3's."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3
import pytest

from functions.classify.s3_event import read_notification
from infra.reconcile import __main__ as command
from infra.reconcile.announcement import announcement
from infra.reconcile.discrepancies import Discrepancy
from infra.stage import Stage
from tests.unit.infra.reconcile.conftest import STUDY_ID

if TYPE_CHECKING:
    from mypy_boto3_sqs import SQSClient

Found = Callable[..., list[Discrepancy]]


@pytest.fixture
def run(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> Callable[..., int]:
    """Run the command on the stage."""
    monkeypatch.setattr(command, "open_stage", lambda *_: stage)
    return lambda *arguments: command.main(["--stage", "prod", "--older-than", "-1", *arguments])


@pytest.fixture
def sqs(aws: None) -> "SQSClient":
    return boto3.client("sqs")


def bodies(sqs: "SQSClient", queue: str) -> list[str]:
    taken: list[str] = []
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        taken += [message["Body"] for message in messages]
    return taken


def read(sqs: "SQSClient", queue: str) -> int:
    """Take every message away, as workers do; return how many."""
    count = 0
    while messages := sqs.receive_message(QueueUrl=queue, MaxNumberOfMessages=10).get("Messages"):
        for message in messages:
            sqs.delete_message(QueueUrl=queue, ReceiptHandle=message["ReceiptHandle"])
        count += len(messages)
    return count


def test_the_function_understands_the_announcement(put: Callable[..., str], found: Found) -> None:
    key = "inbox/st-marys/ward 3/foo name+value röntgen.jpg"
    version = put(key, b"four")
    (film,) = found()
    assert film.original is not None
    (announced,) = read_notification(announcement("bucket", film.original)).objects
    assert (announced.bucket, announced.key, announced.version_id) == ("bucket", key, version)
    assert (announced.size, announced.etag) == (4, film.original.etag)


def test_a_repair_announces_each_film_once_in_its_lane(
    put: Callable[..., str], run: Callable[..., int], sqs: "SQSClient", stage: Stage
) -> None:
    inbox = {f"inbox/st-marys/{number}.dcm" for number in range(12)}
    upload = f"uploads/st-marys/{STUDY_ID}"
    for key in (*inbox, upload):
        put(key)
    assert run("--repair") == 0
    uploads, others = (bodies(sqs, stage.outputs[name]) for name in ("UploadsQueueUrl", "InboxQueueUrl"))
    sent = [read_notification(body).objects[0].key for body in others]
    assert (len(sent), set(sent)) == (12, inbox)
    assert [read_notification(body).objects[0].key for body in uploads] == [upload]


def test_no_more_films_are_announced_than_are_read(
    put: Callable[..., str],
    run: Callable[..., int],
    sqs: "SQSClient",
    stage: Stage,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    inbox, looks = stage.outputs["InboxQueueUrl"], list[int]()
    # The workers, for whom the command pauses. They read nothing at first.
    monkeypatch.setattr(time, "sleep", lambda _: looks.append(read(sqs, inbox) if looks else 0))
    for number in range(12):
        put(f"inbox/st-marys/{number}.dcm")
    assert run("--repair", "--waiting", "5") == 0
    assert looks == [0, 5, 5]
    assert read(sqs, inbox) == 2


def test_without_repair_nothing_is_changed_or_named(
    put: Callable[..., str],
    run: Callable[..., int],
    sqs: "SQSClient",
    stage: Stage,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("inbox/st-marys/Jane Doe.dcm")
    assert run() == 1
    printed = capsys.readouterr().out
    assert "1 times: a film is there, and no study of it. --repair has the film read." in printed
    assert "Jane" not in printed
    assert bodies(sqs, stage.outputs["InboxQueueUrl"]) == []


def test_a_stage_in_order_says_so(run: Callable[..., int], capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert "Every film has its study" in capsys.readouterr().out


@pytest.mark.parametrize("queue", ["UploadsQueueUrl", "InboxQueueUrl", "DeadLetterQueueUrl"])
def test_nothing_is_repaired_while_films_wait_in_a_queue(
    put: Callable[..., str],
    run: Callable[..., int],
    sqs: "SQSClient",
    stage: Stage,
    queue: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    put("inbox/st-marys/film.dcm")
    sqs.send_message(QueueUrl=stage.outputs[queue], MessageBody="waiting")
    assert run("--repair") == 2
    assert "nothing was repaired" in capsys.readouterr().err
    assert len(bodies(sqs, stage.outputs[queue])) == 1


def test_what_no_reading_mends_is_left_to_the_operator(
    end: Callable[..., None], run: Callable[..., int], sqs: "SQSClient", stage: Stage
) -> None:
    end(STUDY_ID)
    assert run("--repair") == 1
    assert bodies(sqs, stage.outputs["InboxQueueUrl"]) == []


def test_a_site_of_no_one_does_not_pass_for_one_in_order(
    run: Callable[..., int], capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("--site", "st-marry") == 2
    said = capsys.readouterr()
    assert "nothing of st-marry is wrong, and no one belongs to it" in said.err
    assert "Every film" not in said.out


def test_a_name_that_is_no_sites_is_refused(run: Callable[..., int]) -> None:
    assert run("--site", "Jane Doe") == 2
