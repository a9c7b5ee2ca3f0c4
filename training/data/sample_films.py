"""Synthetic sample films, for trying the system out and for its tests.

Principal components are fitted to the training films of one class, and each sample has random
coefficients. A sample is not a film of the dataset, and not a film of a patient.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from sklearn.decomposition import PCA

from training.data.arrays import Pixels
from training.data.catalog import list_films, load_pixels

SIDE = 224
"""Pixels a side at which components are fitted: the size of the dataset's films."""

COMPONENTS = 500
"""Enough for ribs and vessels. Each sample mixes all of them, so that none resembles a patient's film."""

FILM_SIZE = (1024, 832)
"""Width and height of a sample in pixels. The dataset's films were squashed to squares; this undoes it."""


def write_samples(data: Path, folder: Path, count: int = 6, seed: int = 2) -> list[Path]:
    """Write ``count`` films of each class and two images that are not X-rays. Return their paths.

    Raise TrainingError if ``data`` contains no films.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    films = list_films(data / "train")
    written = []
    for name, target in (("normal", 0), ("pneumonia", 1)):
        of_class = load_pixels([film for film in films if film.target == target], SIDE)
        for number, film in enumerate(_samples(of_class, count, random), 1):
            written.append(folder / f"{name}-{number}.jpg")
            _as_film(film, random).save(written[-1], quality=88)
    for name, image in (("landscape", _landscape(random)), ("letter", _letter())):
        written.append(folder / f"not-an-xray-{name}.jpg")
        image.save(written[-1], quality=85)
    return written


def _samples(films: Pixels, count: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """Return (count, SIDE, SIDE) new films, 0-255, from ``films`` (n, SIDE, SIDE, 1).

    The coefficients are normal, with the standard deviations of the fitted ones.
    """
    flat = films.reshape(len(films), -1).astype(np.float32)
    model = PCA(COMPONENTS, svd_solver="randomized", random_state=int(random.integers(2**31)))
    model.fit(flat)
    spread = np.sqrt(model.explained_variance_)
    mixed = model.inverse_transform(random.normal(size=(count, COMPONENTS)) * spread)
    samples: npt.NDArray[np.float64] = np.clip(mixed, 0, 255).reshape(count, SIDE, SIDE)
    return samples


def _as_film(pixels: npt.NDArray[np.float64], random: np.random.Generator) -> Image.Image:
    """Enlarge to the size and shape of a film, and add detector noise."""
    film = Image.fromarray(pixels.astype(np.uint8)).resize(FILM_SIZE, Image.Resampling.BICUBIC)
    grain = random.normal(scale=3, size=(FILM_SIZE[1], FILM_SIZE[0]))
    return Image.fromarray(np.clip(np.asarray(film) + grain, 0, 255).astype(np.uint8))


def _landscape(random: np.random.Generator) -> Image.Image:
    """Return hills under an evening sky."""
    width, height = 800, 600
    image: Image.Image = Image.linear_gradient("L").resize((width, height))
    dusk = ((255, 120), (190, 90), (150, 160))
    bands = [image.point([low + (high - low) * (255 - v) // 255 for v in range(256)]) for high, low in dusk]
    image = Image.merge("RGB", bands)
    draw = ImageDraw.Draw(image)
    draw.ellipse((560, 120, 660, 220), fill=(255, 240, 190))
    x = np.linspace(0, 4 * np.pi, width)
    for depth, colour in enumerate(((70, 110, 90), (50, 90, 60), (30, 60, 35))):
        ridge = 330 + 80 * depth + 40 * np.sin(x * random.uniform(0.5, 1.2) + random.uniform(0, 6))
        draw.polygon([(0, height), *zip(range(width), ridge, strict=True), (width, height)], fill=colour)
    return image.filter(ImageFilter.GaussianBlur(1))


def _letter() -> Image.Image:
    """Return a page of text."""
    page = Image.new("L", (640, 900), 250)
    draw = ImageDraw.Draw(page)
    for line in range(24):
        draw.text(
            (60, 70 + 32 * line), "This page is a letter and shows no chest at all.", fill=30, font_size=22
        )
    return page
