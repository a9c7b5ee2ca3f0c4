"""The probability is that of films as they are; thresholds hold for films as they may come, too."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from scipy.special import expit

from training.calibrate import SPECIFICITY_OF_POSITIVE, choose_thresholds, fit_platt
from training.films import Film
from training.operating_points import DRAWS, load_choosing, logits, operating_points, vary
from training.parity import log_odds

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


def test_thresholds_are_chosen_on_varied_films_too(films: list[Film]) -> None:
    choosing = load_choosing(films, SIZE, SEED)
    said, line, thresholds = operating_points(brightness, choosing)
    truth = choosing.truth
    assert line == fit_platt(said, truth)

    varied = logits(brightness, choosing.varied)
    assert len(varied) == DRAWS * len(said)
    every = expit(log_odds(line, np.concatenate([np.tile(said, DRAWS), varied])))
    normal = np.tile(truth, 2 * DRAWS) == 0
    assert (every[normal] < thresholds.positive_from).mean() >= SPECIFICITY_OF_POSITIVE
    assert thresholds.positive_from > choose_thresholds(expit(log_odds(line, said)), truth).positive_from


def test_films_are_varied_alike_each_time() -> None:
    films = np.random.default_rng(1).integers(0, 256, (3, SIZE, SIZE, 1), np.uint8)
    once = vary(films, SEED)
    assert once.shape == films.shape
    assert np.array_equal(once, vary(films, SEED))
    assert not np.array_equal(once, films)


def test_varied_films_come_to_the_limits_as_films_do(films: list[Film]) -> None:
    choosing = load_choosing(films, SIZE, SEED)
    seen = [np.asarray(film.image)[..., None] for film in choosing.radiographs()]
    assert np.array_equal(seen, np.concatenate([np.tile(choosing.films, (DRAWS, 1, 1, 1)), choosing.varied]))
    assert len({film.tobytes() for film in choosing.varied}) == DRAWS * len(films)
