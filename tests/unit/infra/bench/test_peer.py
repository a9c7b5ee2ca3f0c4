"""A runtime in its own process answers, or says why it cannot."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from cxr.model_card import MODEL_FOLDER, MODEL_NAME, load_model_card
from infra.bench.environments import PRODUCT, CannotInstall, last_error
from infra.bench.peer import Contender, Peer

SHIPPED = Path(str(MODEL_FOLDER / MODEL_NAME))


@pytest.fixture
def start() -> Callable[[str, Path], Peer]:
    size, core = load_model_card().input.size, min(os.sched_getaffinity(0))
    return lambda runtime, file: Peer(Contender(runtime, "as shipped", PRODUCT, runtime, file), size, core)


def test_the_shipped_file_is_timed_film_by_film(start: Callable[[str, Path], Peer]) -> None:
    with start("litert", SHIPPED) as peer:
        assert peer.version
        assert len(peer.run(3)) == 3
        assert min(peer.run(2)) > 0


def test_a_runtime_that_is_not_installed_is_named(start: Callable[[str, Path], Peer]) -> None:
    with pytest.raises(CannotInstall, match="tflite_runtime"):
        start("tflite", SHIPPED)


def test_a_file_that_no_runtime_reads_is_no_figure(
    start: Callable[[str, Path], Peer], tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(b"no model")
    with pytest.raises(CannotInstall):
        start("litert", damaged)


def test_the_reason_is_the_line_that_names_an_error() -> None:
    assert last_error("warning\nERROR: no wheel for this Python\n\nhint: try another\n") == (
        "ERROR: no wheel for this Python"
    )


def test_a_silent_failure_is_not_taken_for_a_reason() -> None:
    assert last_error("\n") == "no reason given"
