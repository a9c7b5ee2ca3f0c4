"""Who is refused and who is flagged, by name of the list."""

import numpy as np
import pytest
from PIL import ImageOps

from cxr.classifier import Classifier
from cxr.model_card import Calibration
from tests.support.training.brightness import CARD, classifier, film, network, radiograph
from training.augmentation.corruptions import TRANSFORMED
from training.evaluation.ood import measure_halves, measure_transformed, shares
from training.evaluation.predictions import Readings, ask

CHILD, ADULT, NOT_A_FILM = film(), film(adult=True), ImageOps.flip(film())


def test_shares_are_of_all_pictures_and_a_refused_one_is_not_flagged_too() -> None:
    pictures = [radiograph(image) for image in (CHILD, ADULT, NOT_A_FILM, ImageOps.flip(ADULT))]
    assert shares(ask(classifier(), pictures)) == {"pictures": 4, "refused": 0.5, "flagged": 0.25}


def test_what_screening_was_fitted_on_is_told_apart() -> None:
    halves = measure_halves(
        classifier(),
        measured={"adults": [radiograph(ADULT), radiograph(CHILD)], "photo": [radiograph(NOT_A_FILM)]},
        fitted={"adults": iter([radiograph(ADULT)])},
    )
    assert halves["adults"]["only_measured"]["flagged"] == 0.5
    assert halves["adults"]["fitted_on"]["flagged"] == 1
    assert halves["photo"] == {"only_measured": {"pictures": 1, "refused": 1, "flagged": 0}}


def test_a_file_that_cannot_be_read_counts_as_refused() -> None:
    assert ask(classifier(), [b"no picture"]).refused.tolist() == [True]


def test_a_transformed_film_is_refused_or_read_as_it_was() -> None:
    films = [radiograph(film()), radiograph(film(opacity=False))]
    answers = ask(classifier(), films)
    measured = measure_transformed(classifier(), films, _readings(answers.probabilities))
    assert (
        set(measured) == {"turned_90", "turned_180", "turned_270", "inverted", "mirrored"} == set(TRANSFORMED)
    )
    assert measured["turned_180"]["refused"] == 1
    assert measured["inverted"]["refused_or_put_right"] == 1
    assert measured["mirrored"]["refused"] == 0
    assert measured["mirrored"]["put_right"] == 1, "the opacity is as bright on the other side"


@pytest.mark.parametrize("was", [0.2, 0.99999])
def test_a_film_that_is_judged_as_another_was_not_put_right(was: float) -> None:
    """However sure the model is of both: 0.99999 and 0.9999999 are far apart."""
    sure = Classifier(CARD.model_copy(update={"calibration": Calibration(slope=10, intercept=0)}), network)
    measured = measure_transformed(sure, [radiograph(film())], _readings(np.array([was])))
    assert measured["mirrored"]["refused_or_put_right"] == 0


def _readings(probabilities: np.ndarray) -> Readings:
    count = len(probabilities)
    nothing = np.zeros(count)
    return Readings(
        probabilities, (None,) * count, (None,) * count, nothing, nothing.astype(np.float32),
        np.zeros((count, 8, 8), np.float32), ("a",) * count, ("normal",) * count,
    )  # fmt: skip


@pytest.mark.parametrize("adult", [True, False])
def test_the_flag_of_a_judged_film_is_counted(adult: bool) -> None:
    assert shares(ask(classifier(), [radiograph(film(adult=adult))]))["flagged"] == adult
