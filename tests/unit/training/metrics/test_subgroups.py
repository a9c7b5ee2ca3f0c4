"""Figures of the series of the file names, and of bands of probability."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from cxr.study import Label
from tests.support.training.labelled import with_labels
from training.data.labelled_film import Film
from training.metrics.subgroups import BANDS, by_probability, by_series, wilson_interval

P, U, N = Label.POSITIVE, Label.UNCERTAIN, Label.NEGATIVE
FILMS = [
    *(Film(Path(f"IM-000{i}-0001.jpeg"), f"IM-000{i}", "normal") for i in range(4)),
    *(Film(Path(f"NORMAL2-IM-000{i}-0001.jpeg"), f"NORMAL2-IM-000{i}", "normal") for i in range(4)),
    *(Film(Path(f"person{i}_bacteria_1.jpeg"), f"person{i}", "bacteria") for i in range(2)),
    *(Film(Path(f"person{i}_virus_2.jpeg"), f"person{i}", "virus") for i in range(2, 4)),
]
LABELS = [N, N, U, N, N, P, P, None, P, P, P, U]
TRUTH = [0] * 8 + [1] * 4
PROBABILITIES = [0.1, 0.2, 0.4, 0.3, 0.1, 0.9, 0.9, 0.9, 0.99, 0.97, 0.95, 0.5]


def measured() -> Any:
    return by_series(FILMS, with_labels(LABELS, TRUTH, PROBABILITIES))


def test_each_series_has_the_figure_of_its_class() -> None:
    series = measured()
    assert {name: row["films"] for name, row in series.items()} == {
        **{"IM": 4, "NORMAL2-IM": 4},
        **{"bacteria": 2, "virus": 2},
    }
    assert (series["IM"]["specificity"], series["NORMAL2-IM"]["specificity"]) == (1, 0.25)
    assert (series["bacteria"]["sensitivity"], series["virus"]["sensitivity"]) == (1, 0.5)
    assert "sensitivity" not in series["IM"]


def test_median_is_of_the_calibrated_log_odds() -> None:
    assert measured()["IM"]["median_log_odds"] == pytest.approx(
        np.mean([np.log(0.2 / 0.8), np.log(0.3 / 0.7)]), abs=1e-9
    )
    assert measured()["NORMAL2-IM"]["median_log_odds"] == pytest.approx(np.log(9))


def test_films_of_other_names_have_no_series() -> None:
    others = [replace(film, population="clinic") for film in FILMS]
    assert by_series(others, with_labels(LABELS, TRUTH, PROBABILITIES)) == {}


def test_bands_count_each_film_once_and_observe_its_truth() -> None:
    rows: list[dict[str, Any]] = by_probability(
        with_labels([U] * 8, [0, 0, 0, 1, 0, 1, 1, 1], [0, 0.0199, 0.02, 0.1, 0.5, 0.97, 0.9999, 1])
    )
    assert [row["from"] for row in rows] == [0, *BANDS]
    assert [row["films"] for row in rows] == [2, 1, 1, 1, 0, 0, 3]
    assert [row["pneumonia"] for row in rows] == [0, 0, 1, 0, None, None, 1]
    assert rows[-1]["interval"][1] == 1
    assert rows[4]["interval"] is None


@pytest.mark.parametrize(
    ("hits", "count", "expected"), [(0, 10, [0, 0.2775]), (81, 263, [0.2553, 0.3662]), (10, 10, [0.7225, 1])]
)
def test_interval_of_wilson_has_its_published_values(hits: int, count: int, expected: list[float]) -> None:
    """81 of 263 is the example of Newcombe 1998."""
    assert wilson_interval(hits, count) == pytest.approx(expected, abs=1e-4)
