"""What the handler logs: enough to find a film again, and no name of a file."""

import json
from collections.abc import Callable
from typing import Any

import pytest

UPLOADED = "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
Handler = Callable[[dict[str, Any]], dict[str, Any]]


def test_trouble_is_logged_once_with_message_and_study(
    handle: Handler, arrive: Any, classifier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    classifier.error = RuntimeError("the interpreter gave up")
    event = arrive("upload")

    handle(event)

    (line,) = [line for line in capsys.readouterr().out.splitlines() if "gave up" in line]
    entry = json.loads(line)
    assert entry["correlation_id"] == event["Records"][0]["messageId"]
    assert entry["study_id"] == UPLOADED


def test_a_worker_that_dies_has_named_the_study_that_it_read(
    handle: Handler, arrive: Any, classifier: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    classifier.error = SystemExit("killed")

    with pytest.raises(SystemExit, match="killed"):
        handle(arrive("upload"))

    entry = json.loads(capsys.readouterr().out.splitlines()[-1])
    assert (entry["message"], entry["study_id"]) == ("Film taken", UPLOADED)
    assert entry["last_receive"] is False
    assert "function_request_id" in entry


@pytest.mark.parametrize("error", [None, RuntimeError("the interpreter gave up")])
def test_no_name_of_a_file_is_logged_and_a_site_with_its_outcome_alone(
    handle: Handler,
    arrive: Any,
    classifier: Any,
    capsys: pytest.CaptureFixture[str],
    error: Exception | None,
) -> None:
    classifier.error = error

    handle(arrive("inbox_awkward_key"))

    output = capsys.readouterr()
    everything = output.out + output.err
    assert "correlation_id" in everything
    assert "foo" not in everything
    assert [it for it in everything.splitlines() if "st-marys" in it and '"Film read"' not in it] == []
