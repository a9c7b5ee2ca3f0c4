"""The page with the gateway's figures states each of them, and no result passes for another film's."""

import re
from pathlib import Path
from types import SimpleNamespace

import pytest

from infra.gateway.trial.kills import Survival
from infra.gateway.trial.latency import Latency, MeasurementError, films, require_results
from infra.gateway.trial.measure import PAGE, Figures, render
from infra.gateway.trial.outage import Outage


def test_the_page_states_every_figure() -> None:
    cold, warm = Latency([3.0, 4.0]), Latency([float(second) for second in range(1, 22)])
    survival = Survival(films=100, kills=10, seed=25, repeated=3, surplus=0)

    outage = Outage(seconds=60, films=10, longest=0.123)

    page = render("- Machine: a laptop", Figures("Orthanc 1", cold, warm, survival, outage))

    assert "- Machine: a laptop\n- Archive: Orthanc 1\n" in page
    for row in (
        "| the first of a stack that has just started | 2 | 3.50 | 3.95 | 3.00 | 4.00 |",
        "| one after the other on a warm stack | 21 | 11.00 | 20.00 | 1.00 | 21.00 |",
        "| films with one report and one picture | 100 |",
        "| films that the modality sent again | 3 |",
        "| kills | 10 |",
        "| seconds without stack and archive | 60 |",
        "| films that arrived meanwhile | 10 |",
        "| longest acknowledgement, s | 0.123 |",
    ):
        assert row in page


@pytest.mark.parametrize(
    ("p95", "surplus", "longest", "are_met"),
    [(4.9, 0, 0.9, True), (5.1, 0, 0.9, False), (4.9, 1, 0.9, False), (4.9, 0, 1.1, False)],
)
def test_one_aim_that_is_missed_is_enough(p95: float, surplus: int, longest: float, are_met: bool) -> None:
    survival = Survival(films=100, kills=10, seed=25, repeated=3, surplus=surplus)
    outage = Outage(seconds=60, films=10, longest=longest)
    figures = Figures("Orthanc 1", Latency([9.0]), Latency([p95]), survival, outage)

    assert figures.are_met is are_met


def test_the_committed_page_is_of_as_many_films_as_are_asked_for() -> None:
    page = PAGE.read_text()

    assert re.search(r"warm stack \| 50 \|", page)
    assert re.search(r"\| films \| 100 \|", page)
    assert re.search(r"without stack and archive \| 60 \|", page)
    assert "Archive: Orthanc" in page


@pytest.mark.parametrize("fault", ["missing", "twice", "of another patient"])
def test_a_result_that_is_not_the_films_own_is_an_error(fault: str, tmp_path: Path) -> None:
    film = next(films())
    report, picture = next(films()), next(films())
    for result, modality in ((report, "SR"), (picture, "OT")):
        result.Modality, result.StudyInstanceUID = modality, film.StudyInstanceUID
    results = {"missing": [report], "twice": [report, report, picture]}.get(fault, [report, picture])
    hospital = SimpleNamespace(archive=SimpleNamespace(results=lambda study: results))
    if fault == "of another patient":
        require_results(hospital, film)  # type: ignore[arg-type]
        picture.PatientID = "another"

    with pytest.raises(MeasurementError):
        require_results(hospital, film)  # type: ignore[arg-type]
