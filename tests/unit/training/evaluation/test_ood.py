"""Shares of images refused and flagged, by list."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import ImageOps

from cxr.inference.model_card import Calibration
from tests.support.training.brightness import CARD, classifier, film, radiograph
from tests.support.training.labelled import empty
from training.augmentation.corruptions import TRANSFORMS
from training.evaluation.ood import measure_transformed, shares
from training.metrics.predictions import LabelledPredictions, predict

CHILD, ADULT, NOT_A_FILM = film(), film(adult=True), ImageOps.flip(film())


def test_shares_count_all_images_and_refused_ones_are_not_flagged() -> None:
    images = [radiograph(image) for image in (CHILD, ADULT, NOT_A_FILM, ImageOps.flip(ADULT))]
    assert shares(predict(classifier(), images)) == {"pictures": 4, "refused": 0.5, "flagged": 0.25}


def test_flagged_image_is_not_refused() -> None:
    flagged = predict(classifier(), [radiograph(ADULT)])
    assert (flagged.flagged.tolist(), flagged.refused.tolist()) == ([True], [False])


def test_unreadable_file_counts_as_refused() -> None:
    assert predict(classifier(), [b"no image"]).refused.tolist() == [True]


def test_transformed_films_are_refused_or_corrected() -> None:
    films = [radiograph(film()), radiograph(film(opacity=False))]
    predictions = predict(classifier(), films)
    measured = measure_transformed(classifier(), films, _labelled(predictions.probabilities))
    assert (
        set(measured) == {"turned_90", "turned_180", "turned_270", "inverted", "mirrored"} == set(TRANSFORMS)
    )
    assert measured["turned_180"]["refused"] == 1
    assert measured["inverted"]["refused_or_put_right"] == 1
    assert measured["mirrored"]["refused"] == 0
    assert measured["mirrored"]["put_right"] == 1, "the opacity is as bright on the other side"


@pytest.mark.parametrize("was", [0.2, 0.99999])
def test_film_with_another_probability_was_not_corrected(was: float) -> None:
    """Compare log-odds: 0.99999 and 0.9999999 are far apart there."""
    certain = classifier(card=CARD.model_copy(update={"calibration": Calibration(slope=10, intercept=0)}))
    measured = measure_transformed(certain, [radiograph(film())], _labelled(np.array([was])))
    assert measured["mirrored"]["refused_or_put_right"] == 0


def _labelled(probabilities: np.ndarray) -> LabelledPredictions:
    return replace(empty(len(probabilities)), probabilities=probabilities)


@pytest.mark.parametrize("adult", [True, False])
def test_flag_of_an_accepted_film_is_counted(adult: bool) -> None:
    assert shares(predict(classifier(), [radiograph(film(adult=adult))]))["flagged"] == adult
