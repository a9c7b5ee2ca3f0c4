"""Pictures that must not be judged, and films of other people than the model was fitted on."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from cxr.errors import FilmRefused
from cxr.radiograph import Radiograph, read
from training.errors import TrainingError

Turn = Image.Transpose

SPOILT: dict[str, Callable[[Image.Image], Image.Image]] = {
    "turned_90": lambda image: image.transpose(Turn.ROTATE_90),
    "turned_180": lambda image: image.transpose(Turn.ROTATE_180),
    "turned_270": lambda image: image.transpose(Turn.ROTATE_270),
    "inverted": ImageOps.invert,
}
"""What makes a film one that may not be judged as it is."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture and whose it is: ``group`` is a patient or, for a picture of none, its file."""

    film: Radiograph
    group: str


def spoil(film: Radiograph, how: str) -> Radiograph:
    """A film turned or inverted, as SPOILT names it."""
    return replace(film, image=SPOILT[how](film.image))


def load_pictures(folder: Path) -> list[Picture]:
    """Every readable picture below ``folder``, sorted.

    ``metadata.csv``, where there is one, tells the patient of each file. Raises TrainingError where
    nothing is to be found.
    """
    patients = _patients(folder / "metadata.csv")
    pictures = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".jpeg", ".jpg", ".png"}):
        name = str(path.relative_to(folder))
        try:
            pictures.append(Picture(read(path.read_bytes()), patients.get(name, name)))
        except FilmRefused:
            continue  # it never gets as far as the model
    if not pictures:
        raise TrainingError(f"{folder} holds no pictures that can be read")
    return pictures


def halves(pictures: Sequence[Picture], seed: int) -> tuple[list[Radiograph], list[Radiograph]]:
    """Share the pictures out evenly by group: one half to fit on, one to measure on."""
    groups = sorted({picture.group for picture in pictures})
    np.random.default_rng(seed).shuffle(groups)
    first = set(groups[::2])
    return (
        [picture.film for picture in pictures if picture.group in first],
        [picture.film for picture in pictures if picture.group not in first],
    )


def draw_pictures(count: int, seed: int) -> list[Radiograph]:
    """``count`` each of noise, gradients and pages of text, in shapes and greys drawn at random."""
    random = np.random.default_rng(seed)
    drawn = [draw(random) for draw in (_noise, _gradient, _page) for _ in range(count)]
    return [Radiograph(image, *image.size) for image in drawn]


def _patients(table: Path) -> dict[str, str]:
    if not table.exists():
        return {}
    with table.open(newline="") as file:
        return {row["file"]: row["patient"] for row in csv.DictReader(file)}


def _size(random: np.random.Generator) -> tuple[int, int]:
    return int(random.integers(128, 512)), int(random.integers(128, 512))


def _noise(random: np.random.Generator) -> Image.Image:
    """Grain, from fine to blotches as large as the picture."""
    cells = int(random.integers(2, 128))
    grain = random.normal(random.uniform(40, 215), random.uniform(15, 90), (cells, cells))
    small = Image.fromarray(grain.clip(0, 255).astype(np.uint8))
    return small.resize(_size(random), Image.Resampling.BICUBIC)


def _gradient(random: np.random.Generator) -> Image.Image:
    """Light falling off, straight or round."""
    make = Image.linear_gradient if random.random() < 0.5 else Image.radial_gradient
    picture = make("L").rotate(random.uniform(0, 360)).resize(_size(random))
    return ImageOps.invert(picture) if random.random() < 0.5 else picture


def _page(random: np.random.Generator) -> Image.Image:
    """Lines of text, dark on light or light on dark."""
    width, height = _size(random)
    page = Image.new("L", (width, height), int(random.integers(215, 256)))
    draw = ImageDraw.Draw(page)
    step = int(random.integers(10, 32))
    letters = "abcdefghijklmnopqrstuvwxyz     "
    for y in range(8, height, step):
        text = "".join(random.choice(list(letters), 80))
        draw.text(
            (int(random.integers(2, 30)), y), text, fill=int(random.integers(0, 70)), font_size=step * 0.7
        )
    return ImageOps.invert(page) if random.random() < 0.3 else page
