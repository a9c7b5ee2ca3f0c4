"""Intervals of shares where several films are of one patient."""

import random

import numpy as np
import pytest

from cxr.figures.operating_figures import KnownFilm, figures_of_labels, figures_of_thresholds
from cxr.figures.patient_draws import draw_count, drawn_counts, has_repeated, patient_count
from cxr.figures.proportion import Proportion
from cxr.study import Label
from training.metrics.bootstrap import estimate


def _film(found: bool, patient: str | None, *, ill: bool = True) -> KnownFilm:
    return KnownFilm(
        0.9 if found else 0.1, Label.POSITIVE if found else Label.NEGATIVE, ill, True, patient=patient
    )


def test_two_patients_have_the_interval_of_their_four_draws() -> None:
    # Two patients of 20 films, one found throughout, one missed. Of draws of two patients, a quarter has the
    # first twice, a quarter the second twice, and half has both: shares of 1, 0 and 0.5.
    films = [*[_film(True, "a")] * 20, *[_film(False, "b")] * 20]
    assert figures_of_labels(films).sensitivity.interval == (0.0, 1.0)
    shares = [counts[0] / sum(counts) for counts in drawn_counts(["a", "b"], [0, 1], 2)]
    assert {share: round(shares.count(share) / len(shares), 1) for share in (0, 0.5, 1)} == {
        0: pytest.approx(0.25, abs=0.05),
        0.5: pytest.approx(0.5, abs=0.05),
        1: pytest.approx(0.25, abs=0.05),
    }


def test_intervals_over_patients_are_those_of_the_bootstrap_in_training() -> None:
    draw = random.Random(3)
    chance = {str(number): draw.choice((0.2, 0.95)) for number in range(60)}
    films = [_film(draw.random() < chance[who], who) for who in draw.choices(list(chance), k=300)]
    found = np.array([film.label is Label.POSITIVE for film in films], float)
    patients = [str(film.patient) for film in films]
    _, expected = estimate({"share": lambda weights: weights @ found / weights.sum(axis=1)}, patients)
    sensitivity = figures_of_labels(films).sensitivity
    found_interval, wilson = sensitivity.interval, Proportion(sensitivity.count, sensitivity.total).interval
    assert found_interval
    assert wilson
    assert found_interval == pytest.approx(expected["share"], abs=0.02)
    assert found_interval[0] < wilson[0] < wilson[1] < found_interval[1]


def test_films_of_a_patient_each_have_wilson_s_interval() -> None:
    films = [
        _film(number < 45, patient)
        for number, patient in enumerate([None] * 25 + [*"abcdefghijklmnopqrstuvwxy"])
    ]
    assert figures_of_labels(films).sensitivity == Proportion(45, 50)


def test_an_interval_is_never_narrower_than_wilson_s() -> None:
    # Each patient has one film that is found and one that is missed, so every draw has a share of a half.
    films = [_film(found, str(patient)) for patient in range(25) for found in (True, False)]
    assert figures_of_labels(films).sensitivity.interval == Proportion(25, 50).interval


def test_a_share_of_all_films_has_the_width_of_its_patients() -> None:
    films = [_film(True, str(number % 5)) for number in range(50)]
    sensitivity = figures_of_labels(films).sensitivity
    assert (sensitivity.count, sensitivity.total) == (50, 50)
    assert sensitivity.interval == Proportion(5, 5).interval


def test_each_threshold_has_its_interval_and_the_same_films_the_same_one() -> None:
    draw = random.Random(5)
    films = [
        KnownFilm(draw.random(), Label.UNCERTAIN, draw.random() < 0.5, True, patient=str(draw.randrange(40)))
        for _ in range(200)
    ]
    found = figures_of_thresholds(films, [0.25, 0.5, 0.75])
    assert found == figures_of_thresholds(films, [0.25, 0.5, 0.75])
    ill = [film for film in films if film.has_pneumonia]
    for at in found:
        count = sum(film.probability >= at.threshold for film in ill)
        share = at.figures.sensitivity
        assert (share.count, share.total) == (count, len(ill))
        assert share.interval
        assert share.interval[0] < count / len(ill) < share.interval[1]


def test_patients_are_counted_and_bound_the_draws() -> None:
    assert not has_repeated([None, None, "a", "b"])
    assert has_repeated(["a", None, "a"])
    assert patient_count(["a", None, "a", None]) == 3
    assert (draw_count(1), draw_count(2_000), draw_count(5_000), draw_count(1_000_000)) == (
        1000,
        1000,
        400,
        200,
    )
