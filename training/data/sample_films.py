"""Synthetic sample films, for trying the system out and for its tests.

Principal components are fitted to the training films of one class, and each sample has random
coefficients. A sample is not a film of the dataset, and not a film of a patient.

Samples show the product and measure nothing: only those are kept to which the model gives the label of
their class. Many others look hazy, as a mean of films does, and a model takes haze for pneumonia.
"""

import io
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from sklearn.decomposition import PCA

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.inference.classifier import Classifier
from cxr.study import Label
from training.data.arrays import Pixels
from training.data.catalog import list_films, load_pixels
from training.errors import TrainingError

SIDE = 224
"""Pixels a side at which components are fitted: the size of the dataset's films."""

COMPONENTS = 500
"""Enough for ribs and vessels. Each sample mixes all of them, so that none resembles a patient's film."""

FILM_SIZE = (1024, 832)
"""Width and height of a sample in pixels. The dataset's films were squashed to squares; this undoes it."""


DRAWN = 200
"""Films drawn of each class, at most."""

MARGIN = 0.05
"""Least distance of a sample's probability from the threshold of its label. Another processor rounds
otherwise, and the label should stay."""


def write_samples(
    data: Path, folder: Path, classifier: Classifier, count: int = 6, seed: int = 2
) -> list[Path]:
    """Write ``count`` films of each class and two images that are not X-rays. Return their paths.

    Raise TrainingError if ``data`` contains no films, or too few drawn films get the label of their class.
    """
    folder.mkdir(parents=True, exist_ok=True)
    random = np.random.default_rng(seed)
    films = list_films(data / "train")
    written = []
    for name, target, label in (("normal", 0, Label.NEGATIVE), ("pneumonia", 1, Label.POSITIVE)):
        of_class = load_pixels([film for film in films if film.target == target], SIDE)
        fitting = (film for film in _drawn(of_class, random) if _clear_label(film, classifier) is label)
        for number in range(1, count + 1):
            film = next(fitting, None)
            if film is None:
                raise TrainingError(
                    f"of {DRAWN} drawn {name} films, the model labels fewer than {count} {label}"
                )
            written.append(folder / f"{name}-{number}.jpg")
            written[-1].write_bytes(film)
    for name, image in (("landscape", _landscape(random)), ("letter", _letter())):
        written.append(folder / f"not-an-xray-{name}.jpg")
        image.save(written[-1], quality=85)
    return written


def _drawn(films: Pixels, random: np.random.Generator) -> Iterator[bytes]:
    """Yield new films as JPEG, made from ``films`` (n, SIDE, SIDE, 1).

    The coefficients are normal, with the standard deviations of the fitted ones.
    """
    flat = films.reshape(len(films), -1).astype(np.float32)
    model = PCA(COMPONENTS, svd_solver="randomized", random_state=int(random.integers(2**31)))
    model.fit(flat)
    spread = np.sqrt(model.explained_variance_)
    for _ in range(DRAWN):
        mixed = model.inverse_transform(random.normal(size=(1, COMPONENTS)) * spread)
        encoded = io.BytesIO()
        _as_film(np.clip(mixed, 0, 255).reshape(SIDE, SIDE), random).save(encoded, "JPEG", quality=88)
        yield encoded.getvalue()


def _clear_label(film: bytes, classifier: Classifier) -> Label | None:
    try:
        finding = classifier.classify(read(film)).finding
    except FilmRefused:
        return None
    thresholds = classifier.card.thresholds
    margins = thresholds.negative_below - finding.probability, finding.probability - thresholds.positive_from
    return finding.label if max(margins) >= MARGIN else None


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
