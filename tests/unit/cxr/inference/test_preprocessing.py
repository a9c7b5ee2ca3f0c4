"""What the networks see of a film does not depend on how it was exposed or stored."""

import numpy as np
import pytest
from PIL import Image

from cxr.imaging.reader import read
from cxr.inference.preprocessing import equalize, to_square
from tests.support.films.images import chest, drawn_film, encode

FILM = np.asarray(Image.fromarray(drawn_film()).resize((96, 96)))


def test_film_is_squashed_to_the_square_in_integers() -> None:
    square = to_square(read(encode(chest(600, 300))), 128)
    assert square.dtype == np.uint8
    assert np.abs(square.astype(int) - chest(128, 128)).mean() < 4


@pytest.mark.parametrize("gamma", [0.6, 1.7])
def test_gamma_of_a_film_has_hardly_any_influence(gamma: float) -> None:
    exposed = np.rint(255 * (FILM / 255) ** gamma).astype(np.uint8)
    assert np.abs(equalize(exposed).astype(int) - equalize(FILM)).mean() < 6
    assert np.abs(exposed.astype(int) - FILM).mean() > 15


@pytest.mark.parametrize("divisor", [2, 4])
def test_darker_film_looks_the_same(divisor: int) -> None:
    assert np.abs(equalize(FILM // divisor).astype(int) - equalize(FILM)).mean() < 6


def test_wide_black_border_takes_few_of_the_levels() -> None:
    bordered = np.pad(FILM, 48)
    inside = equalize(bordered)[48:-48, 48:-48].astype(int)
    assert np.ptp(np.percentile(inside, [5, 95])) > 150


def test_only_the_levels_within_a_part_count() -> None:
    within = np.zeros(FILM.shape, bool)
    within[24:72, 24:72] = True
    changed = np.where(within, FILM, 255).astype(np.uint8)
    assert np.array_equal(equalize(FILM, within)[within], equalize(changed, within)[within])


def test_flat_film_stays_flat() -> None:
    assert len(np.unique(equalize(np.full((32, 32), 90, np.uint8)))) == 1
