"""`python -m infra.bench` measures what it is asked for, and writes a page of everything only."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from infra.bench import __main__ as bench
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section


def _measured(plan: Plan) -> Section:
    return Section("Films", [Criterion("film", f"{plan.films} films")], "figures")


def _unmeasurable(_plan: Plan) -> Section:
    raise NotMeasured("no wheel for this Python")


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Callable[..., Path]:
    """Run the command with two sections. Return the path of the page that a full run would replace."""
    page = tmp_path / "benchmarks.md"
    monkeypatch.setattr(bench, "SECTIONS", {"films": _measured, "model": _unmeasurable})
    monkeypatch.setattr(bench, "_PAGE", page)

    def run(*arguments: str) -> Path:
        monkeypatch.setattr(sys, "argv", ["infra.bench", *arguments])
        assert bench.main() == 0
        return page

    return run


def test_a_section_that_cannot_be_measured_has_its_reason(run: Callable[..., Path]) -> None:
    text = run().read_text()
    assert "30 films" in text
    assert "Not measured: no wheel for this Python" in text


@pytest.mark.parametrize("arguments", [("--smoke", "--only", "films"), ("--only", "films")])
def test_a_partial_run_prints_its_page_and_leaves_the_written_one(
    run: Callable[..., Path], arguments: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert not run(*arguments).exists()
    printed = capsys.readouterr().out
    assert f"{1 if '--smoke' in arguments else 30} films" in printed
    assert "no wheel" not in printed


def test_an_unknown_section_is_refused(run: Callable[..., Path], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run("--only", "speed")
    assert "invalid choice: 'speed'" in capsys.readouterr().err
