"""Varied views of a picture: framed, turned, blurred, exposed, with things on it."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from training.augmentation.overlays import draw_overlays
from training.augmentation.views import look_at, rotation
from training.data.arrays import Pixels

Random = np.random.Generator

OVERLAID = FRAMED = 0.35
"""Shares of the pictures with things on them, and inside a larger field: a border, a screen."""

BLURRED, BLUR = 0.5, 1.6
"""Share of the pictures that are softened, and the largest deviation in pixels of a film of 224."""

WIDEST = 0.35
"""Largest border on one side, in sides of the film."""


def vary(picture: Pixels, side: int, random: Random, mask: Pixels | None = None) -> tuple[Pixels, Pixels]:
    """Return a varied view (side, side) of a picture (n, n), and its mask (side / 2, side / 2) with it.

    ``mask``: (m, m) uint8, 255 inside the lungs. Half of the views are mirrored.
    """
    image = Image.fromarray(picture)
    lungs = Image.fromarray(mask).resize(image.size) if mask is not None else Image.new("L", image.size)
    if random.random() < OVERLAID:
        image = draw_overlays(image, random)
    if random.random() < FRAMED:
        image, lungs = _framed(image, lungs, random)
    beyond = int(random.choice([0, 0, 0, 255, int(random.integers(256))]))
    view, centre = _view(random)
    if random.random() < BLURRED:
        image = image.filter(ImageFilter.GaussianBlur(random.uniform(0, BLUR) * image.width / 224))
    large = look_at(image, view, centre, 2 * side, beyond)
    seen = large.resize((side, side), Image.Resampling.BILINEAR)
    return np.asarray(seen), np.asarray(look_at(lungs, view, centre, side // 2))


def vary_lightly(film: Pixels, random: Random) -> Pixels:
    """Return a film (n, n) as it may be on another day: framed, turned and exposed a little differently."""
    zoom, stretch = np.exp(random.uniform(-0.08, 0.08)), random.uniform(-0.1, 0.1)
    angle = random.uniform(-0.1, 0.1) * (random.random() < 0.7)
    view = rotation(angle) @ np.diag(np.exp([-stretch / 2, stretch / 2]) / zoom)
    moved = look_at(Image.fromarray(film), view, 0.5 + random.uniform(-0.03, 0.03, 2), len(film))
    greys = (np.asarray(moved) / 255) ** np.exp(random.uniform(-0.25, 0.25))
    return np.asarray(np.rint(255 * greys), np.uint8)


def expose(picture: Pixels, random: Random) -> Pixels:
    """Return a picture with another gamma, contrast and brightness, unevenly lit, some with grain."""
    greys = (picture / np.float32(255)) ** np.exp(random.uniform(-0.6, 0.6))
    greys += random.normal(0, random.uniform(0, 0.03) * (random.random() < 0.5), greys.shape)
    down, across = np.mgrid[: len(greys), : len(greys)] / len(greys) - 0.5
    greys *= 1 + random.uniform(-0.35, 0.35) * across + random.uniform(-0.35, 0.35) * down
    greys = greys * random.uniform(0.4, 1.1) + random.uniform(-0.1, 0.2)
    return np.asarray(255 * np.clip(greys, 0, 1), np.uint8)


def _view(
    random: Random,
) -> tuple[np.ndarray[tuple[int, int], np.dtype[np.float64]], np.ndarray[tuple[int], np.dtype[np.float64]]]:
    zoom, aspect = np.exp(random.uniform(-0.25, 0.12)), random.uniform(-0.25, 0.25)
    angle = random.uniform(-0.3, 0.3) * (random.random() < 0.7)
    size = np.exp([-aspect / 2, aspect / 2]) / zoom
    mirror = np.diag([random.choice([-1.0, 1.0]), 1.0])
    return mirror @ rotation(angle) @ np.diag(size), 0.5 + random.uniform(-0.06, 0.06, 2)


def _framed(image: Image.Image, lungs: Image.Image, random: Random) -> tuple[Image.Image, Image.Image]:
    """Return picture and mask inside a larger field of one level, some with bars like those of a screen."""
    left, right, top, bottom = random.uniform(0, WIDEST, 4) * (random.random(4) < 0.6)
    width, height = image.size
    size = (int(width * (1 + left + right)), int(height * (1 + top + bottom)))
    field = Image.new("L", size, int(random.choice([0, 0, 255, int(random.integers(256))])))
    if random.random() < 0.2:
        canvas = ImageDraw.Draw(field)
        for start in random.uniform(0, size[1], 3):
            end = start + random.uniform(2, 0.06 * size[1])
            canvas.rectangle((0, start, size[0], end), fill=int(random.integers(256)))
    place = (int(width * left), int(height * top))
    field.paste(image, place)
    mask = Image.new("L", size)
    mask.paste(lungs, place)
    return field, mask
