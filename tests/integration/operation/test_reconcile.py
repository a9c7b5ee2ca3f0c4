"""Films whose announcement was lost are found and read."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from cxr.study import Status
from infra import stage
from infra.local.stack import LocalStack
from infra.reconcile.__main__ import main
from tests.integration.pipeline import PATIENCE, Pipeline, sample_film, until

FILMS, EVENTS, MESSAGES = 50, 5, 2
"""Films of a site, and how many of them are lost: S3 sends no event, or the message expires."""


def lose_message(pipeline: Pipeline, name: str, site: str) -> None:
    """Put a film, and take its message, as if it had expired."""
    inbox = pipeline.outputs["inbox_queue"]
    pipeline.put(site, sample_film(), name)
    received = lambda: pipeline.sqs.receive_message(QueueUrl=inbox).get("Messages")  # noqa: E731
    (message,) = until(received, PATIENCE, "the announcement")
    pipeline.sqs.delete_message(QueueUrl=inbox, ReceiptHandle=message["ReceiptHandle"])


def ended(pipeline: Pipeline, site: str) -> int:
    return sum(study.status is Status.COMPLETE for study in pipeline.studies(site))


def test_every_film_that_was_lost_is_found_and_read_once(
    stack: LocalStack,
    silent_bucket: Callable[[], AbstractContextManager[None]],
    queue_paused: Callable[[], AbstractContextManager[None]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    pipeline = Pipeline(stack)
    site = pipeline.new_site()
    pipeline.wait_until_idle()
    with queue_paused():
        for number in range(MESSAGES):
            lose_message(pipeline, f"announced in vain {number}.jpg", site)
        with silent_bucket():
            for number in range(EVENTS):
                pipeline.put(site, sample_film(), f"never announced {number}.jpg")
        for number in range(FILMS - EVENTS - MESSAGES):
            pipeline.put(site, sample_film(), f"announced {number}.jpg")
    until(
        lambda: ended(pipeline, site) == FILMS - EVENTS - MESSAGES,
        2 * PATIENCE,
        "the films that were announced",
    )
    pipeline.wait_until_idle()
    arguments = ["--stage", "local", "--site", site, "--older-than", "0"]

    assert main(arguments) == 1
    assert capsys.readouterr().out.count(f"unread       {site}") == EVENTS + MESSAGES
    assert main([*arguments, "--repair"]) == 0
    assert f"{EVENTS + MESSAGES} films announced again." in capsys.readouterr().out
    until(lambda: ended(pipeline, site) == FILMS, PATIENCE, "the films that were lost")
    pipeline.wait_until_idle()

    before = pipeline.studies(site)
    assert main([*arguments, "--repair"]) == 0
    assert "0 films announced again." in capsys.readouterr().out
    pipeline.wait_until_idle()
    assert pipeline.studies(site) == before
    assert len(before) == FILMS
