"""A film that lies in the bucket and cannot be had is seen in the worklist, and is not lost."""

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status, Study

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Event = dict[str, Any]
Handler = Callable[[Event], Event]
Denied = Callable[..., AbstractContextManager[None]]
SITE, UPLOADS = "st-marys", "pneumoscope-test-uploads"
DONE: Event = {"batchItemFailures": []}
LAST = 5


@pytest.fixture
def denied(s3: "S3Client") -> Denied:
    """`with denied("GetObject"):` S3 refuses this to every worker that starts in the block."""
    assert boto3.DEFAULT_SESSION is not None
    events = boto3.DEFAULT_SESSION.events

    @contextmanager
    def refuse(*operations: str, code: str = "AccessDenied") -> Iterator[None]:
        def refusal(**_: object) -> None:
            raise ClientError({"Error": {"Code": code}}, "an operation")

        names = [f"before-call.s3.{operation}" for operation in operations]
        for name in names:
            events.register(name, refusal)
        try:
            yield
        finally:
            for name in names:
                events.unregister(name, refusal)

    return refuse


@pytest.fixture
def event(arrive: Callable[[str], Event]) -> Event:
    """A film in the inbox, announced."""
    return arrive("inbox_awkward_key")


def received(event: Event, times: int) -> Event:
    event["Records"][0]["attributes"]["ApproximateReceiveCount"] = str(times)
    return event


def again(event: Event) -> Event:
    return {"batchItemFailures": [{"itemIdentifier": event["Records"][0]["messageId"]}]}


def only_study(studies: StudyStore) -> Study:
    (study,) = studies.page(SITE).studies
    return study


@pytest.mark.parametrize("code", ["AccessDenied", "KMS.DisabledException", "SlowDown", "InternalError"])
def test_a_film_that_cannot_be_fetched_fails_and_a_redrive_completes_it(
    handle: Handler, event: Event, denied: Denied, studies: StudyStore, code: str
) -> None:
    with denied("GetObject", code=code):
        for times in range(1, LAST):
            assert handle(received(event, times)) == again(event)
            assert only_study(studies).status is Status.PROCESSING
        assert handle(received(event, LAST)) == again(event)
    failed = only_study(studies)
    assert (failed.status, failed.source) == (Status.FAILED, "inbox")

    assert handle(received(event, 1)) == DONE
    completed = only_study(studies)
    assert (completed.study_id, completed.status) == (failed.study_id, Status.COMPLETE)


def test_a_film_denied_on_the_last_receive_alone_is_the_study_that_it_was(
    handle: Handler, event: Event, denied: Denied, studies: StudyStore, classifier: Any
) -> None:
    classifier.error = RuntimeError("the interpreter gave up")
    handle(received(event, 1))
    begun = only_study(studies)

    with denied("GetObject"):
        assert handle(received(event, LAST)) == again(event)
    failed = only_study(studies)
    assert (failed.study_id, failed.status) == (begun.study_id, Status.FAILED)


def test_a_denied_film_and_the_one_that_took_its_name_are_two_studies(
    handle: Handler, arrive: Callable[..., Event], film: bytes, denied: Denied, studies: StudyStore
) -> None:
    first, second = arrive("inbox_awkward_key"), arrive("inbox_awkward_key", film + b"\0")
    with denied("GetObject"):
        for event in (second, first):
            assert handle(received(event, LAST)) == again(event)
    failed = studies.page(SITE).studies
    assert [study.status for study in failed] == [Status.FAILED] * 2

    for event in (first, second):
        assert handle(received(event, 1)) == DONE
    completed = studies.page(SITE).studies
    assert [study.status for study in completed] == [Status.COMPLETE] * 2
    assert [study.study_id for study in completed] == [study.study_id for study in failed]


def test_a_film_without_an_answer_of_s3_is_completed_by_a_redrive(
    handle: Handler, event: Event, denied: Denied, studies: StudyStore
) -> None:
    with denied("GetObject", "ListObjectVersions", code="ServiceUnavailable"):
        assert handle(received(event, LAST)) == again(event)
    assert studies.page(SITE).studies == ()

    assert handle(received(event, 1)) == DONE
    assert only_study(studies).status is Status.COMPLETE


def test_a_denied_film_does_not_tell_its_name(
    handle: Handler, event: Event, denied: Denied, capsys: pytest.CaptureFixture[str]
) -> None:
    with denied("GetObject"):
        handle(received(event, LAST))

    output = capsys.readouterr()
    assert "AccessDenied" in output.out
    assert "foo" not in output.out + output.err


@pytest.mark.parametrize("operations", [(), ("GetObject",)], ids=["readable", "denied"])
@pytest.mark.parametrize("times", [1, LAST])
def test_an_inbox_object_that_is_gone_is_counted_and_leaves_no_study(
    handle: Handler,
    event: Event,
    s3: "S3Client",
    denied: Denied,
    studies: StudyStore,
    operations: tuple[str, ...],
    times: int,
    capsys: pytest.CaptureFixture[str],
) -> None:
    for version in s3.list_object_versions(Bucket=UPLOADS)["Versions"]:
        s3.delete_object(Bucket=UPLOADS, Key=version["Key"], VersionId=version["VersionId"])

    with denied(*operations):
        assert handle(received(event, times)) == DONE

    output = capsys.readouterr().out
    assert studies.page(SITE).studies == ()
    assert [json.loads(line)["cause"] for line in output.splitlines() if "passed over" in line] == [
        "ObjectGone"
    ]
    assert '"ObjectsPassedOver":[1.0]' in output.replace(" ", "")


def test_an_upload_gone_before_it_was_read_fails_at_once(
    handle: Handler, load_event: Callable[[str], Event], studies: StudyStore
) -> None:
    assert handle(received(load_event("upload"), 1)) == DONE
    assert only_study(studies).status is Status.FAILED
