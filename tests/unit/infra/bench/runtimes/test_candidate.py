"""A candidate runs in a process of its own, or gives the reason why it cannot."""

import os
from pathlib import Path

import pytest

from cxr.inference.model_card import MODEL_FOLDER, MODEL_NAME
from infra.bench.environments import PRODUCT
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.processes import last_error
from infra.bench.runtimes import candidate as candidate_module
from infra.bench.runtimes.candidate import Candidate, Timing, time_candidates, time_runs
from infra.bench.runtimes.loaders import RUNTIMES
from infra.bench.sections.model_speed import SHIPPED, section

CORE = min(os.sched_getaffinity(0))


def test_the_shipped_file_is_timed_run_by_run() -> None:
    version, milliseconds = time_runs(SHIPPED, 3, core=CORE)
    assert version
    assert len(milliseconds) == 3
    assert min(milliseconds) > 0


def test_a_runtime_that_is_not_installed_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    here = RUNTIMES["tflite-runtime"]._replace(environment=PRODUCT)
    monkeypatch.setitem(RUNTIMES, "tflite-runtime", here)
    with pytest.raises(NotMeasured, match="tflite"):
        time_runs(Candidate("tflite-runtime", "as shipped", SHIPPED.file), 1, core=CORE)


def test_a_candidate_that_cannot_load_its_file_is_listed_with_the_reason(tmp_path: Path) -> None:
    damaged = tmp_path / "damaged.tflite"
    damaged.write_bytes(b"no model")
    candidate = Candidate("LiteRT", "float32", damaged)
    timings, absent = time_candidates([candidate], Plan(core=CORE, rounds=1))
    assert not timings
    assert absent[candidate]


def test_candidates_take_turns_and_the_median_covers_all_rounds(monkeypatch: pytest.MonkeyPatch) -> None:
    one, other = Candidate("LiteRT", "int8"), Candidate("NumPy", "float32")
    order: list[Candidate] = []

    def time_runs(candidate: Candidate, runs: int, core: int) -> tuple[str, list[float]]:
        order.append(candidate)
        return "1.0", [float(len(order))]

    monkeypatch.setattr(candidate_module, "time_runs", time_runs)
    timings, absent = time_candidates([one, other], Plan(core=CORE, rounds=2))
    assert order == [one, other] * 2
    assert timings == {one: Timing(2.0, "1.0"), other: Timing(3.0, "1.0")}
    assert not absent


def test_the_bar_compares_the_shipped_file_with_the_fastest_candidate() -> None:
    other = Candidate("OpenVINO", "int8")
    timings = {SHIPPED: Timing(12.0, "2.3"), other: Timing(10.0, "2026.4")}
    (criterion,) = section(timings, {"Keras predict, float32": "no wheel"}, rounds=1).criteria
    assert (criterion.measured, criterion.met) == ("1.20 x", False)
    assert SHIPPED.file == Path(str(MODEL_FOLDER / MODEL_NAME))


def test_a_candidate_that_is_not_measured_is_on_the_page() -> None:
    text = section({SHIPPED: Timing(12.0, "2.3")}, {"Keras predict, float32": "no wheel"}, rounds=1).text
    assert text.endswith("Not measured: Keras predict, float32: no wheel")


def test_the_reason_is_the_line_that_names_an_error() -> None:
    assert last_error("warning\nERROR: no wheel for this Python\n\nhint: try another\n") == (
        "ERROR: no wheel for this Python"
    )


def test_a_failure_without_output_has_no_reason() -> None:
    assert last_error("\n") == "no reason given"
