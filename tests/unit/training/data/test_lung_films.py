"""Films are loaded with their lungs, as the service finds and cuts them."""

from pathlib import Path

import numpy as np
import pytest

from cxr.imaging.reader import read
from cxr.inference.lungs import cut_out_lungs
from cxr.inference.preprocessing import to_square
from tests.support.inference.networks import screening_network, two_lungs
from tests.support.training.screening import FINDER, screening_file
from training.data.catalog import list_films
from training.data.labelled_film import Film
from training.data.lung_films import LungFinder, load_lung_films
from training.errors import TrainingError


@pytest.fixture
def films(data: Path) -> list[Film]:
    return list_films(data / "test")


def test_films_have_the_pixels_and_lungs_of_the_service(films: list[Film]) -> None:
    loaded = load_lung_films(films, FINDER)
    assert loaded.squares.shape == (8, 224, 224)
    assert loaded.truth.tolist() == [film.target for film in films]
    pixels, lungs = loaded.chests(64)
    for number, film in enumerate(films):
        square = to_square(read(film.path.read_bytes()))
        assert np.array_equal(loaded.squares[number], square)
        served = cut_out_lungs(square, np.asarray(1 / (1 + np.exp(-two_lungs())), np.float32), 64)
        assert served
        assert np.array_equal(pixels[number, :, :, 0], served.film)
        assert np.array_equal(lungs[number], served.lungs)


def test_a_film_without_lungs_is_taken_whole(films: list[Film]) -> None:
    nothing = LungFinder(screening_network(np.full((48, 48), -9, np.float32)), 32)
    pixels, lungs = load_lung_films(films[:2], nothing).chests(64)
    assert pixels.shape == (2, 64, 64, 1)
    assert (lungs == 1).all()


def test_a_screening_file_finds_the_lungs(films: list[Film]) -> None:
    found = load_lung_films(films[:2], screening_file().finder()).lungs
    assert np.array_equal(found > 0.5, np.stack([two_lungs() > 0] * 2))


def test_an_unreadable_film_is_named(films: list[Film]) -> None:
    films[0].path.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(TrainingError, match=r"1 of 8 films cannot be read: .*IM-0001-0001\.jpeg"):
        load_lung_films(films, FINDER)
