"""Films whose announcement was lost are found and read."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from cxr.study import Status
from infra import stage
from infra.local.stack import LocalStack
from infra.reconcile.__main__ import main
from tests.integration.pipeline import Pipeline, sample_film, until


@pytest.fixture
def lost(
    stack: LocalStack, queue_paused: Callable[[], AbstractContextManager[None]]
) -> Callable[[Pipeline, str], int]:
    """Lose the announcements of two of four films of a site, as messages that expire are lost."""

    def lose(pipeline: Pipeline, site: str) -> int:
        inbox = stack.outputs["inbox_queue"]
        with queue_paused():
            for number in range(2):
                pipeline.put(site, sample_film(), f"announced in vain {number}.jpg")
                (message,) = until(
                    lambda: pipeline.sqs.receive_message(QueueUrl=inbox).get("Messages"),
                    5,
                    "the announcement",
                )
                pipeline.sqs.delete_message(QueueUrl=inbox, ReceiptHandle=message["ReceiptHandle"])
            for number in range(2):
                pipeline.put(site, sample_film(), f"announced {number}.jpg")
        until(lambda: ended(pipeline, site) == 2, 30, "the films that were announced")
        return 2

    return lose


def ended(pipeline: Pipeline, site: str) -> int:
    return sum(study.status is Status.COMPLETE for study in pipeline.studies(site))


def test_every_film_that_was_lost_is_found_and_read_once(
    stack: LocalStack,
    lost: Callable[[Pipeline, str], int],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    pipeline = Pipeline(stack)
    site = pipeline.new_site()
    pipeline.wait_until_idle()
    count = lost(pipeline, site)
    pipeline.wait_until_idle()
    arguments = ["--stage", "local", "--site", site, "--older-than", "0"]

    assert main(arguments) == 1
    assert capsys.readouterr().out.count(f"unread       {site}") == count
    assert main([*arguments, "--repair"]) == 0
    until(lambda: ended(pipeline, site) == 4, 30, "the films that were lost")
    pipeline.wait_until_idle()

    assert main(arguments) == 0
    assert len(pipeline.studies(site)) == 4
