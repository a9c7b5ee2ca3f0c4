"""A clinician's film does not wait behind the films of other systems."""

import secrets
import time
from collections.abc import Callable

import pytest

from cxr.study import Status
from infra.local.stack import LocalStack
from tests.integration.pipeline import PATIENCE, Pipeline, sample_film, until
from tests.integration.upload import upload

BACKLOG = 300
"""Films of another system: the two workers of its lane need longer for them than an upload may take."""

ENOUGH = 60
"""Films that keep the lane's two workers busy until they are there."""

WORKERS = 3
"""What both lanes together keep busy: two for the inbox, and one for a single upload."""


def test_an_upload_ends_within_ten_seconds_while_the_inbox_is_full(
    stack: LocalStack, workers: Callable[[str], list[int]]
) -> None:
    pipeline = Pipeline(stack)
    inbox = pipeline.outputs["inbox_queue"]
    gateway, clinician = pipeline.new_site(), pipeline.new_site()

    def fill_inbox(films: int) -> None:
        for _ in range(films):
            pipeline.put(gateway, sample_film(), f"{secrets.token_hex(8)}.jpg")

    def all_work() -> bool:
        if not pipeline.messages(inbox):
            fill_inbox(ENOUGH)
            upload(stack, pipeline.new_site(), "P-0")
        return len(workers("classify")) >= WORKERS

    # The laptop's AWS unpacks the package for each new worker, which takes it up to half a minute. The lanes
    # have no part in it, and Lambda does not do so.
    until(all_work, PATIENCE, "a worker for each film")
    pipeline.sqs.purge_queue(QueueUrl=inbox)
    pipeline.wait_until_idle()
    fill_inbox(BACKLOG)

    started = time.monotonic()
    upload(stack, clinician, "P-1")
    study = pipeline.wait_for_the_end(clinician, seconds=10)
    waited = time.monotonic() - started

    assert study.status is Status.COMPLETE
    if not pipeline.messages(inbox):
        pytest.fail(f"the inbox was empty after {waited:.1f} s, so nothing was shown")
    pipeline.sqs.purge_queue(QueueUrl=inbox)
