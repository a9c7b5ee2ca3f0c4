"""A clinician's film does not wait behind the films of other systems."""

import time

import pytest

from cxr.study import Status
from infra.local.stack import LocalStack
from tests.integration.pipeline import Pipeline, sample_film
from tests.integration.upload import upload

BACKLOG = 60
"""Films of another system: the two workers of its lane need longer for them than an upload may take."""


def test_an_upload_ends_within_ten_seconds_while_the_inbox_is_full(stack: LocalStack) -> None:
    pipeline = Pipeline(stack)
    pipeline.wait_until_idle()
    gateway, clinician = pipeline.new_site(), pipeline.new_site()
    for number in range(BACKLOG):
        pipeline.put(gateway, sample_film(), f"{number}.jpg")

    started = time.monotonic()
    upload(stack, clinician, "P-1")
    study = pipeline.wait_for_the_end(clinician, seconds=10)
    waited = time.monotonic() - started

    assert study.status is Status.COMPLETE
    if not pipeline.messages(pipeline.outputs["inbox_queue"]):
        pytest.fail(f"the inbox was empty after {waited:.1f} s, so nothing was shown")
    pipeline.sqs.purge_queue(QueueUrl=pipeline.outputs["inbox_queue"])
