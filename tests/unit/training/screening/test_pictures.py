"""Each picture is what it is called, so that none is taught under a wrong name."""

import numpy as np
import numpy.typing as npt
import pytest

from training.data.arrays import Pixels
from training.screening.films import pictures
from training.screening.films.pictures import misoriented, not_a_chest, out_of_focus, partial, several

SIDE = 112


def film() -> Pixels:
    """Return levels of 60 to 200 that rise to the right, and faster downwards."""
    down, across = np.mgrid[:SIDE, :SIDE] / SIDE
    return np.asarray(60 + 100 * down + 40 * across, np.uint8)


@pytest.mark.parametrize("seed", range(40))
def test_misoriented_film_has_its_foot_elsewhere_or_is_inverted(seed: int) -> None:
    seen = misoriented(film, np.random.default_rng(seed)).astype(float)
    assert seen.shape == (SIDE, SIDE)
    middle = slice(SIDE // 4, 3 * SIDE // 4)
    rises = np.diff(seen[middle, middle], axis=0).mean()
    assert rises < 0.75 * np.diff(film().astype(float), axis=0).mean()


def test_film_is_misoriented_in_many_ways() -> None:
    ways = {misoriented(film, np.random.default_rng(seed)).tobytes() for seed in range(40)}
    assert len(ways) > 10


@pytest.mark.parametrize("seed", range(40))
def test_partial_film_lacks_at_least_a_third(seed: int) -> None:
    original = film()
    seen = partial(film, np.random.default_rng(seed))
    assert seen.shape == (SIDE, SIDE)
    unchanged = np.abs(seen.astype(int) - original) <= 1
    shown = len(np.unique(seen)) / len(np.unique(original))
    assert min(float(unchanged.mean()), shown) < 0.75


@pytest.mark.parametrize("seed", range(20))
def test_several_films_are_at_least_two(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pictures, "expose", lambda one, _: one)
    marked = np.full((SIDE, SIDE), 100, np.uint8)
    marked[40:72, 40:72] = 180
    seen = several(lambda: marked, np.random.default_rng(seed))
    assert seen.shape == (SIDE, SIDE)
    marks = np.abs(seen.astype(int) - 180) < 4
    assert max(runs(marks.any(axis)) for axis in (0, 1)) >= 2


def runs(places: npt.NDArray[np.bool_]) -> int:
    """Return how often at least four places follow one another: fewer are the edge of a film."""
    return sum(len(run) >= 4 for run in "".join(".#"[int(place)] for place in places).split("."))


def test_picture_out_of_focus_has_no_edge_left() -> None:
    edge = np.repeat(np.array([[40, 200]], np.uint8), SIDE // 2, axis=1).repeat(SIDE, axis=0)
    for seed in range(10):
        seen = out_of_focus(lambda: edge, np.random.default_rng(seed)).astype(int)
        assert np.abs(np.diff(seen, axis=1)).max() < 50


def test_picture_that_is_no_chest_film_may_lie_in_any_way() -> None:
    ways = {not_a_chest(film, np.random.default_rng(seed)).tobytes() for seed in range(40)}
    assert 4 < len(ways) <= 8, "four turns, inverted or not"


def test_film_itself_is_never_changed() -> None:
    original = film()
    for seed in range(20):
        for make in (misoriented, partial, several, out_of_focus, not_a_chest):
            make(lambda: original, np.random.default_rng(seed))
    assert np.array_equal(original, film())
