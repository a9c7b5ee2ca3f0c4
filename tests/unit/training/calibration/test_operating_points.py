"""A probability means what it says, and thresholds hold, for films as they are and as they may come."""

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
from training.calibration.tuning_set import DRAWS, load_choosing, logits, vary
from training.data.catalog import Film

SIZE, SEED = 32, 7


def brightness(*, film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """A network that calls bright films ill."""
    return {"logit": np.asarray(film.mean() / 10 - 10, np.float32).reshape(1, 1)}


@pytest.fixture
def films(tmp_path: Path) -> list[Film]:
    random = np.random.default_rng(3)
    made = []
    for number in range(120):
        ill = number % 2
        grey = random.normal(80 + 50 * ill, 12) + random.normal(0, 20, (64, 64))
        path = tmp_path / f"{number}.png"
        Image.fromarray(np.clip(grey, 0, 255).astype(np.uint8)).save(path)
        made.append(Film(path, f"p{number}", "pneumonia" if ill else "normal"))
    return made


def test_what_is_demanded_of_a_threshold_holds_on_films_as_they_are_and_on_varied_ones(
    films: list[Film],
) -> None:
    choosing = load_choosing(films, SIZE, SEED)
    said, line, thresholds = operating_points(brightness, choosing)
    varied = logits(brightness, choosing.varied)
    assert len(varied) == DRAWS * len(said)
    for logits_of_each, truth in (
        (said, choosing.truth),
        (varied, np.tile(choosing.truth, DRAWS)),
    ):
        probabilities = expit(log_odds(line, logits_of_each))
        assert (probabilities[truth == 0] < thresholds.positive_from).mean() >= SPECIFICITY_OF_POSITIVE
        assert (probabilities[truth == 1] >= thresholds.negative_below).mean() >= SENSITIVITY_OF_NEGATIVE
    alone = choose_thresholds(expit(log_odds(line, said)), choosing.truth)
    assert thresholds.positive_from > alone.positive_from


def test_a_probability_is_fitted_to_films_as_they_are_and_to_all_their_variations_alike(
    films: list[Film],
) -> None:
    choosing = load_choosing(films, SIZE, SEED)
    said, line, _ = operating_points(brightness, choosing)
    varied = logits(brightness, choosing.varied)
    every = np.concatenate([said] * DRAWS + [varied])
    truth = np.tile(choosing.truth, 2 * DRAWS)
    assert line == fit_platt(every, truth)
    assert expit(log_odds(line, every)).mean() == pytest.approx(truth.mean(), abs=0.01)


def test_films_are_varied_alike_each_time() -> None:
    films = np.random.default_rng(1).integers(0, 256, (3, SIZE, SIZE, 1), np.uint8)
    once = vary(films, SEED)
    assert once.shape == films.shape
    assert np.array_equal(once, vary(films, SEED))
    assert not np.array_equal(once, films)


def test_varied_films_come_to_the_limits_as_films_do(films: list[Film]) -> None:
    choosing = load_choosing(films, SIZE, SEED)
    plain, varied = (
        [np.asarray(film.image)[..., None] for film in group] for group in choosing.radiographs()
    )
    assert np.array_equal(plain, choosing.films)
    assert np.array_equal(varied, choosing.varied)
    assert len({film.tobytes() for film in choosing.varied}) == DRAWS * len(films)
