"""Operating points are chosen on films as they are served, and on varied copies of them."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from cxr.inference.activation_map import film_logit
from tests.support.training.screening import FINDER
from training.calibration.tuning_set import VARIED_COPIES, Chests, load_tuning_set, logits, varied
from training.data.catalog import list_films
from training.data.labelled_film import Film
from training.data.lung_films import load_lung_films
from training.errors import TrainingError

SIDE, SEED = 32, 7


@pytest.fixture
def films(data: Path) -> list[Film]:
    return list_films(data / "test")


def test_films_are_those_that_the_service_sees(films: list[Film]) -> None:
    tuning = load_tuning_set(films, FINDER, SIDE, SEED)
    pixels, lungs = load_lung_films(films, FINDER).chests(SIDE)
    assert np.array_equal(tuning.plain.films, pixels)
    assert np.array_equal(tuning.plain.lungs, lungs)
    assert tuning.truth.tolist() == [film.target for film in films]


def test_each_film_has_its_copies_side_by_side(films: list[Film]) -> None:
    tuning = load_tuning_set(films, FINDER, SIDE, SEED)
    assert tuning.varied.films.shape == (8 * VARIED_COPIES, SIDE, SIDE, 1)
    assert tuning.varied.lungs.shape == (8 * VARIED_COPIES, 2, 2)
    assert len({film.tobytes() for film in tuning.varied.films}) == 8 * VARIED_COPIES
    fine = np.abs(np.diff(tuning.varied.films.astype(int), axis=2)).mean((1, 2, 3))
    of_film = fine.reshape(8, VARIED_COPIES).mean(axis=1)
    assert of_film[tuning.truth == 0].min() > of_film[tuning.truth == 1].max(), "normal films have fine noise"


def test_the_seed_determines_the_copies(films: list[Film]) -> None:
    loaded = load_lung_films(films, FINDER)
    first, again, other = (varied(loaded, SIDE, seed) for seed in (1, 1, 2))
    assert first.films.shape == (8, SIDE, SIDE, 1)
    assert np.array_equal(first.films, again.films)
    assert np.array_equal(first.lungs, again.lungs)
    assert not np.array_equal(first.films, other.films)


def test_the_logit_of_a_film_is_that_of_its_lungs() -> None:
    def network(*, film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        return {"activation_map": film[:, ::16, ::16].astype(np.float32)}

    pixels = np.random.default_rng(1).integers(0, 9, (3, SIDE, SIDE, 1), np.uint8)
    lungs = np.array([[[1, 0.5], [0, 1]]] * 3, np.float32)
    expected = [film_logit(film[::16, ::16, 0].astype(np.float32), lungs[0]) for film in pixels]
    assert logits(network, Chests(pixels, lungs)).tolist() == expected


def test_an_unreadable_film_is_named(films: list[Film]) -> None:
    films[0].path.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(TrainingError, match=r"IM-0001-0001\.jpeg"):
        load_tuning_set(films, FINDER, SIDE, SEED)
