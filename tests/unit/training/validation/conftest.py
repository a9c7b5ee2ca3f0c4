"""A site with films on which the network of ``tests.support.training.brightness`` is right or wrong."""

import csv
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from tests.support.training.brightness import classifier, film
from training.validation import command


@dataclass(frozen=True)
class FilmSpec:
    """What to draw, and what the table says of it: an opacity, or a film of an adult, or upside down."""

    ill: bool
    opacity: bool
    adult: bool = False
    upside_down: bool = False
    said: tuple[str, ...] = ()


def films(count: int, *, ill: bool, wrong: int = 0, adult: bool = False, said: str = "") -> list[FilmSpec]:
    """Return ``count`` films of one class, of which the network takes ``wrong`` for the other."""
    cells = tuple(said.split(","))
    return [FilmSpec(ill, ill != (number < wrong), adult, said=cells) for number in range(count)]


WriteSite = Callable[..., Path]


@pytest.fixture
def write_site(tmp_path: Path) -> WriteSite:
    """Return a function that writes films as two folders, each of a patient of its own."""

    def write(shown: Iterable[FilmSpec], columns: str = "", name: str = "ward") -> Path:
        folder, rows = tmp_path / name, []
        for number, one in enumerate(shown):
            file = f"{'PNEUMONIA' if one.ill else 'NORMAL'}/scan-{number:03}.png"
            (folder / file).parent.mkdir(parents=True, exist_ok=True)
            picture(one, number).save(folder / file)
            rows.append([file, f"case-{number:03}", *one.said])
        with (folder / "metadata.csv").open("w", newline="") as table:
            csv.writer(table).writerows([["file", "patient", *columns.split(",")], *rows])
        return folder

    return write


def picture(shown: FilmSpec, number: int) -> Image.Image:
    """Draw a film. The number makes it unlike others, without changing what the network says."""
    pixels = np.asarray(film(shown.opacity, adult=shown.adult)).copy()
    pixels[0, 30:38] += np.array([number >> bit & 1 for bit in range(8)], np.uint8)
    image = Image.fromarray(pixels)
    return ImageOps.flip(image) if shown.upside_down else image


@pytest.fixture
def fake_model(monkeypatch: pytest.MonkeyPatch) -> None:
    """Judge films by the network that takes bright places for pneumonia."""
    monkeypatch.setattr(command, "load_classifier", lambda *_, **__: classifier())
