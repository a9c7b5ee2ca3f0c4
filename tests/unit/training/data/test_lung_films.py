"""Films are loaded with their lungs, as the service finds and cuts them."""

import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from cxr.imaging.reader import read
from cxr.inference.lungs import cut_out_lungs
from cxr.inference.preprocessing import to_square
from tests.support.inference.networks import screening_network, two_lungs
from tests.support.training.screening import FINDER, screening_file
from training.config import Config
from training.data import lung_films
from training.data.catalog import list_films
from training.data.labelled_film import Film
from training.data.lung_films import LungFinder, film_files, load_lung_films
from training.errors import TrainingError
from training.fitting.batches import Batches


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


def test_films_in_files_are_those_in_memory(films: list[Film], tmp_path: Path) -> None:
    in_memory, mapped = load_lung_films(films, FINDER), load_lung_films(films, FINDER, tmp_path / "films")
    assert isinstance(mapped.squares, np.memmap)
    assert isinstance(mapped.lungs, np.memmap)
    for name in ("squares", "lungs", "truth"):
        assert np.array_equal(getattr(mapped, name), getattr(in_memory, name))
        assert getattr(mapped, name).dtype == getattr(in_memory, name).dtype


def test_batches_from_files_are_those_from_memory(films: list[Film], tmp_path: Path) -> None:
    sources = load_lung_films(films, FINDER), load_lung_films(films, FINDER, tmp_path / "films")
    in_memory, mapped = (Batches(source, 64, Config(batch_size=4, seed=5), epoch=1) for source in sources)
    for step in range(len(in_memory)):
        for ours, theirs in zip(in_memory[step], mapped[step], strict=True):
            assert ours.keys() == theirs.keys()
            assert all(np.array_equal(ours[name], theirs[name]) for name in ours)


def test_films_in_files_take_a_small_part_of_their_size_in_memory(
    films: list[Film], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    many = [films[place % len(films)] for place in range(600)]
    random = np.random.default_rng(0)
    made = (random.integers(0, 256, (224, 224), np.uint8) for _ in many)
    monkeypatch.setattr(lung_films, "each_square", lambda *_: made)
    tracemalloc.start()
    loaded = load_lung_films(many, FINDER, tmp_path / "films")
    batches = Batches(loaded, 64, Config(batch_size=8, seed=5), epoch=0)
    for step in range(3):
        batches[step]
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    size = sum(path.stat().st_size for path in (tmp_path / "films").iterdir())
    assert size > 30e6
    assert most < 0.1 * size


def test_files_of_films_are_gone_at_the_end_or_at_the_next_start(tmp_path: Path) -> None:
    left = tmp_path / "films" / "train" / "squares.npy"
    left.parent.mkdir(parents=True)
    left.touch()
    with film_files(tmp_path) as folder:
        assert not left.exists()
        (folder / "lungs.npy").touch()
    assert [*tmp_path.iterdir()] == []
