"""Faults while a film is on its way: none of them loses it."""

import io
import json
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import UTC, datetime

import pytest
from PIL import Image
from ulid import ULID

from cxr.storage.object_keys import upload_key
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status, Study
from infra.local.stack import LocalStack
from infra.redrive import redrive
from tests.integration.pipeline import PATIENCE, Pipeline, as_png, sample_film, until
from tests.integration.upload import upload

LAST_RECEIVE = 5
"""maxReceiveCount of the uploads queue."""


@pytest.fixture
def pipeline(stack: LocalStack) -> Pipeline:
    return Pipeline(stack)


def large_film() -> bytes:
    """A film that takes seconds to fetch and read: there is time to kill its worker."""
    film = Image.open(io.BytesIO(sample_film())).convert("L").resize((7000, 7000))
    return as_png(film, level=1)


def use_up_receives(pipeline: Pipeline) -> None:
    """Take the message of either lane as often as may be, but for its last time."""
    for _ in range(LAST_RECEIVE - 1):
        until(pipeline.take_message, PATIENCE, "the announcement")


def test_an_outage_of_the_table_ends_in_a_result(
    pipeline: Pipeline, denied: Callable[[str, str], AbstractContextManager[None]]
) -> None:
    site = pipeline.new_site()
    since = time.time()

    with denied(pipeline.outputs["classify_role"], "dynamodb:*"):
        pipeline.put(site, sample_film())
        until(lambda: "AccessDenied" in pipeline.log(since), PATIENCE, "a failed attempt")
        assert pipeline.studies(site) == []

    assert pipeline.wait_for_the_end(site).status is Status.COMPLETE
    assert pipeline.messages(pipeline.outputs["dead_letter_queue"]) == 0


def test_a_worker_killed_on_the_last_receive_loses_nothing(
    pipeline: Pipeline,
    queue_paused: Callable[[], AbstractContextManager[None]],
    kill_workers: Callable[[str], int],
) -> None:
    pipeline.wait_until_idle()
    site, film = pipeline.new_site(), large_film()
    uploads, dead_letters = pipeline.outputs["uploads_queue"], pipeline.outputs["dead_letter_queue"]

    with queue_paused():
        pipeline.put(site, film, "film.png", "image/png")
        use_up_receives(pipeline)
    until(
        lambda: [s for s in pipeline.studies(site) if s.status is Status.FAILED], PATIENCE, "the last receive"
    )
    assert kill_workers("classify") > 0

    until(lambda: pipeline.messages(dead_letters) == 1, PATIENCE, "a message in the dead-letter queue")
    (study,) = pipeline.studies(site)
    assert study.status is Status.FAILED

    assert redrive(pipeline.sqs, dead_letters, uploads) == 1
    completed = pipeline.wait_for_the_end(site)
    assert (completed.study_id, completed.status) == (study.study_id, Status.COMPLETE)
    assert pipeline.messages(dead_letters) == 0


def test_a_forged_message_does_not_close_a_study_to_its_own_film(
    stack: LocalStack, pipeline: Pipeline
) -> None:
    pipeline.wait_until_idle()
    site, study_id, now = pipeline.new_site(), str(ULID()), datetime.now(UTC)
    studies = StudyStore(stack.clients.dynamodb.Table(stack.outputs["studies_table"]))
    studies.create(Study(site, study_id, Status.AWAITING_UPLOAD, now, now))
    bucket, key = stack.outputs["uploads_bucket"], upload_key(site, study_id)
    record = {
        "eventName": "ObjectCreated:Post",
        "s3": {"bucket": {"name": bucket}, "object": {"key": key, "eTag": "0" * 32}},
    }
    pipeline.sqs.send_message(
        QueueUrl=pipeline.outputs["uploads_queue"], MessageBody=json.dumps({"Records": [record]})
    )
    until(lambda: studies.get(site, study_id).status is Status.FAILED, PATIENCE, "the forged message")

    stack.clients.s3.put_object(Bucket=bucket, Key=key, Body=sample_film(), ContentType="image/jpeg")
    assert pipeline.wait_for_the_end(site).status is Status.COMPLETE


@pytest.fixture
def failed_for_want_of_s3(
    pipeline: Pipeline,
    queue_paused: Callable[[], AbstractContextManager[None]],
    denied: Callable[[str, str], AbstractContextManager[None]],
) -> Callable[[str, Callable[[], object]], Study]:
    """Send a film to a site while none may be fetched, up to its last receive: its study."""

    def fail(site: str, send: Callable[[], object]) -> Study:
        pipeline.wait_until_idle()
        with denied(pipeline.outputs["classify_role"], "s3:Get*"):
            with queue_paused():
                send()
                use_up_receives(pipeline)
            dead_letters = pipeline.outputs["dead_letter_queue"]
            until(
                lambda: pipeline.messages(dead_letters) == 1, PATIENCE, "a message in the dead-letter queue"
            )
            (study,) = pipeline.studies(site)
        return study

    return fail


def redriven(pipeline: Pipeline, site: str) -> Study:
    """The site's study once what failed was sent again."""
    dead_letters, uploads = pipeline.outputs["dead_letter_queue"], pipeline.outputs["uploads_queue"]
    assert redrive(pipeline.sqs, dead_letters, uploads) == 1
    return pipeline.wait_for_the_end(site)


def test_an_outage_of_s3_on_the_last_receive_loses_nothing(
    stack: LocalStack,
    pipeline: Pipeline,
    failed_for_want_of_s3: Callable[[str, Callable[[], object]], Study],
) -> None:
    site, sent = pipeline.new_site(), list[str]()
    failed = failed_for_want_of_s3(site, lambda: sent.append(upload(stack, site, "P-1")))
    assert failed.status is Status.FAILED
    completed = redriven(pipeline, site)
    assert (completed.study_id, completed.patient_ref) == (sent[0], "P-1")
    assert completed.status is Status.COMPLETE


def test_a_denied_inbox_film_fails_visibly_and_a_redrive_completes_it(
    pipeline: Pipeline, failed_for_want_of_s3: Callable[[str, Callable[[], object]], Study]
) -> None:
    site = pipeline.new_site()
    failed = failed_for_want_of_s3(site, lambda: pipeline.put(site, sample_film()))
    assert failed.status is Status.FAILED
    completed = redriven(pipeline, site)
    assert (completed.study_id, completed.status) == (failed.study_id, Status.COMPLETE)
