"""A varied picture still shows what it showed, and its mask lies where the lungs are."""

import numpy as np
import pytest
from PIL import Image

from tests.unit.training.screening.conftest import chest, lungs
from training.screening.films import exposures
from training.screening.films.exposures import expose, vary, vary_lightly


def test_mask_of_a_film_moves_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exposures, "OVERLAID", 0)  # an overlay may be as bright as a lung
    for seed in range(30):
        film, mask = vary(lungs(), 96, np.random.default_rng(seed), lungs(128))
        small = np.asarray(Image.fromarray(film).resize(mask.shape[::-1], Image.Resampling.BOX))
        assert film.shape == (96, 96)
        assert mask.shape == (48, 48)
        assert (mask > 250).any()
        assert small[mask > 250].mean() > 230, seed


def test_views_differ_in_place_and_size_and_half_are_mirrored() -> None:
    higher_right = lungs(128)
    masks = [vary(chest(), 96, np.random.default_rng(seed), higher_right)[1] for seed in range(60)]
    assert len({mask.tobytes() for mask in masks}) == 60
    upper = [np.argwhere(mask > 127)[:20, 1].mean() > 24 for mask in masks]
    assert 15 < sum(upper) < 45


def test_picture_without_a_mask_has_an_empty_one() -> None:
    film, mask = vary(chest(), 96, np.random.default_rng(0))
    assert film.shape == (96, 96)
    assert not mask.any()


@pytest.mark.parametrize("seed", range(10))
def test_bright_places_stay_brighter_than_dark_ones_beside_them(seed: int) -> None:
    film = np.full((64, 64), 60, np.uint8)
    film[:, 24:40] = 160
    exposed = expose(film, np.random.default_rng(seed)).astype(float)
    assert exposed[:, 26:38].mean() > exposed[:, 18:22].mean() + 5
    assert not np.array_equal(exposed, film)


def test_lightly_varied_film_stays_much_the_same() -> None:
    film, random = chest(), np.random.default_rng(0)
    copies = [vary_lightly(film, random) for _ in range(20)]
    assert len({copy.tobytes() for copy in copies}) == 20
    inner = slice(60, 164)
    smooth = [np.asarray(Image.fromarray(one[inner, inner]).resize((13, 13), 4), int) for one in copies]
    expected = np.asarray(Image.fromarray(film[inner, inner]).resize((13, 13), 4), int)
    assert all(np.abs(one - expected).mean() < 40 for one in smooth)
