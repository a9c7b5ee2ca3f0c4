"""Calibration and thresholds hold on films and on their augmented copies."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from scipy.special import expit

from training.calibration.calibration import (
    SENSITIVITY_OF_NEGATIVE,
    SPECIFICITY_OF_POSITIVE,
    choose_thresholds,
    fit_platt,
    log_odds,
)
from training.calibration.operating_points import operating_points
from training.calibration.tuning_set import AUGMENTED_COPIES, augmented, load_tuning_set, logits
from training.data.labelled_film import Film

SIZE, SEED = 32, 7


def brightness(*, film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Return a higher logit for a brighter film."""
    return {"logit": np.asarray(film.mean() / 10 - 10, np.float32).reshape(1, 1)}


@pytest.fixture
def films(tmp_path: Path) -> list[Film]:
    random = np.random.default_rng(3)
    made = []
    for number in range(120):
        target = number % 2
        grey = random.normal(80 + 50 * target, 12) + random.normal(0, 20, (64, 64))
        path = tmp_path / f"{number}.png"
        Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(path)
        made.append(Film(path, f"p{number}", "pneumonia" if target else "normal"))
    return made


def test_thresholds_hold_on_films_and_on_augmented_copies(
    films: list[Film],
) -> None:
    tuning = load_tuning_set(films, SIZE, SEED)
    plain, calibration, thresholds = operating_points(brightness, tuning)
    of_copies = logits(brightness, tuning.augmented)
    assert len(of_copies) == AUGMENTED_COPIES * len(plain)
    for logits_of_each, truth in (
        (plain, tuning.truth),
        (of_copies, np.tile(tuning.truth, AUGMENTED_COPIES)),
    ):
        probabilities = expit(log_odds(calibration, logits_of_each))
        assert (probabilities[truth == 0] < thresholds.positive_from).mean() >= SPECIFICITY_OF_POSITIVE
        assert (probabilities[truth == 1] >= thresholds.negative_below).mean() >= SENSITIVITY_OF_NEGATIVE
    alone = choose_thresholds(expit(log_odds(calibration, plain)), tuning.truth)
    assert thresholds.positive_from > alone.positive_from


def test_calibration_weighs_films_and_augmented_copies_equally(
    films: list[Film],
) -> None:
    tuning = load_tuning_set(films, SIZE, SEED)
    plain, calibration, _ = operating_points(brightness, tuning)
    of_copies = logits(brightness, tuning.augmented)
    every = np.concatenate([plain] * AUGMENTED_COPIES + [of_copies])
    truth = np.tile(tuning.truth, 2 * AUGMENTED_COPIES)
    assert calibration == fit_platt(every, truth)
    assert expit(log_odds(calibration, every)).mean() == pytest.approx(truth.mean(), abs=0.01)


def test_augmented_copies_are_reproducible() -> None:
    films = np.random.default_rng(1).integers(0, 256, (3, SIZE, SIZE, 1), np.uint8)
    once = augmented(films, SEED)
    assert once.shape == films.shape
    assert np.array_equal(once, augmented(films, SEED))
    assert not np.array_equal(once, films)


def test_tuning_set_gives_radiographs_of_films_and_copies(films: list[Film]) -> None:
    tuning = load_tuning_set(films, SIZE, SEED)
    own, copies = ([np.asarray(film.image)[..., None] for film in group] for group in tuning.radiographs())
    assert np.array_equal(own, tuning.films)
    assert np.array_equal(copies, tuning.augmented)
    assert len({film.tobytes() for film in tuning.augmented}) == AUGMENTED_COPIES * len(films)
