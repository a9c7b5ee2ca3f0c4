"""Synthetic films of nobody, for trying the system out and for its tests.

Principal components are fitted to the training films of one class, and new films are drawn from
them at random. No film of the data set is among them, nor the film of any one patient.
"""

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from sklearn.decomposition import PCA

from training.data.catalog import list_films, load_pixels

SIDE = 224
"""Pixels a side at which components are fitted: the size of the films at hand."""

COMPONENTS = 500
"""Enough for ribs and vessels, and each drawn film mixes all of them, so that none resembles a patient's."""

FILM_SIZE = (1024, 832)
"""Width and height of a sample in pixels: the films were squashed to a square, this undoes it."""


def write_samples(data: Path, folder: Path, count: int = 6, seed: int = 2) -> list[Path]:
    """Write ``count`` films of each class and two pictures that are no X-ray; give their paths.

    Raises TrainingError where ``data`` holds no films.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    films = list_films(data / "train")
    written = []
    for name, target in (("normal", 0), ("pneumonia", 1)):
        of_class = load_pixels([film for film in films if film.target == target], SIDE)
        for number, film in enumerate(_draw(of_class, count, random), 1):
            written.append(folder / f"{name}-{number}.jpg")
            _as_film(film, random).save(written[-1], quality=88)
    for name, picture in (("landscape", _landscape(random)), ("letter", _letter())):
        written.append(folder / f"not-an-xray-{name}.jpg")
        picture.save(written[-1], quality=85)
    return written


def _draw(films: npt.NDArray[np.uint8], count: int, random: np.random.Generator) -> npt.NDArray[np.float64]:
    """(n, SIDE, SIDE, 1) uint8 films -> (count, SIDE, SIDE) new ones, 0-255.

    Coefficients are normal with the spread of the fitted ones.
    """
    flat = films.reshape(len(films), -1).astype(np.float32)
    model = PCA(COMPONENTS, svd_solver="randomized", random_state=int(random.integers(2**31)))
    model.fit(flat)
    spread = np.sqrt(model.explained_variance_)
    drawn = model.inverse_transform(random.normal(size=(count, COMPONENTS)) * spread)
    films_drawn: npt.NDArray[np.float64] = np.clip(drawn, 0, 255).reshape(count, SIDE, SIDE)
    return films_drawn


def _as_film(pixels: npt.NDArray[np.float64], random: np.random.Generator) -> Image.Image:
    """Enlarge to a film's size and shape, with the grain of a detector."""
    film = Image.fromarray(pixels.astype(np.uint8)).resize(FILM_SIZE, Image.Resampling.BICUBIC)
    grain = random.normal(scale=3, size=(FILM_SIZE[1], FILM_SIZE[0]))
    return Image.fromarray(np.clip(np.asarray(film) + grain, 0, 255).astype(np.uint8))


def _landscape(random: np.random.Generator) -> Image.Image:
    """Hills under an evening sky."""
    width, height = 800, 600
    picture: Image.Image = Image.linear_gradient("L").resize((width, height))
    dusk = ((255, 120), (190, 90), (150, 160))
    bands = [picture.point([low + (high - low) * (255 - v) // 255 for v in range(256)]) for high, low in dusk]
    picture = Image.merge("RGB", bands)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((560, 120, 660, 220), fill=(255, 240, 190))
    x = np.linspace(0, 4 * np.pi, width)
    for depth, colour in enumerate(((70, 110, 90), (50, 90, 60), (30, 60, 35))):
        ridge = 330 + 80 * depth + 40 * np.sin(x * random.uniform(0.5, 1.2) + random.uniform(0, 6))
        draw.polygon([(0, height), *zip(range(width), ridge, strict=True), (width, height)], fill=colour)
    return picture.filter(ImageFilter.GaussianBlur(1))


def _letter() -> Image.Image:
    """A page of text."""
    page = Image.new("L", (640, 900), 250)
    draw = ImageDraw.Draw(page)
    for line in range(24):
        draw.text(
            (60, 70 + 32 * line), "This page is a letter and shows no chest at all.", fill=30, font_size=22
        )
    return page
