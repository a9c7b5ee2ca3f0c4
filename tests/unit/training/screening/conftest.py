"""Small images to draw pictures from, and the folders that the command reads."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.data.arrays import Pixels
from training.screening.films.batches import ScreeningFilms

SIDE = 224


def chest(level: int = 60) -> Pixels:
    """Return a grey film with two bright lungs, of which the right one is higher."""
    film = np.random.default_rng(level).integers(level - 20, level + 20, (SIDE, SIDE), np.uint8)
    film[lungs() > 0] += 120
    return film


def lungs(side: int = SIDE) -> Pixels:
    mask = np.zeros((side, side), np.uint8)
    mask[side // 4 : 3 * side // 4, side // 8 : 3 * side // 8] = 255
    mask[side // 8 : 5 * side // 8, 5 * side // 8 : 7 * side // 8] = 255
    return mask


@pytest.fixture(scope="session")
def films() -> ScreeningFilms:
    """Four films of the population, two of them ill and one without a mask, and two of each other source."""
    photo = np.tile(np.arange(SIDE, dtype=np.uint8), (SIDE, 1))
    return ScreeningFilms(
        films=np.stack([chest(level) for level in (40, 60, 80, 100)]),
        masks=np.stack([lungs(128)] * 4),
        has_mask=np.array([True, True, True, False]),
        truth=np.array([0, 0, 1, 1], np.float32),
        others=np.stack([chest(30), chest(110)]),
        non_chest=np.stack([photo, photo.T]),
    )


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Kaggle's layout without a test part: 32 patients, half of them normal.

    A series has eight numbers: too few for held-out ones.
    """
    for number in range(16):
        series, kind = ("IM", "virus") if number < 8 else ("NORMAL2-IM", "bacteria")
        for name in (f"NORMAL/{series}-{number:04}-0001.jpeg", f"PNEUMONIA/person{number}_{kind}_1.jpeg"):
            path = tmp_path / "train" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            Image.fromarray(chest(40 + number + 20 * path.name.startswith("person"))).save(path)
    return tmp_path


@pytest.fixture
def masks(data: Path) -> Path:
    """A lung mask for each film of ``data`` but one."""
    folder = data / "masks"
    for film in sorted((data / "train").rglob("*.jpeg"))[1:]:
        path = folder / film.parent.name / f"{film.stem}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(lungs(128)).save(path)
    return folder


@pytest.fixture
def hospital(tmp_path: Path) -> Path:
    """Six films in a folder without a layout or labels."""
    folder = tmp_path / "hospital" / "PNEUMONIA"
    folder.mkdir(parents=True)
    for number in range(6):
        Image.fromarray(chest(30 + 10 * number)).save(folder / f"{number}.png")
    return folder.parent
