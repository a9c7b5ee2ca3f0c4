"""Synthetic negatives: noise, gradients and pages of text."""

import numpy as np
from PIL import Image, ImageDraw, ImageOps

from cxr.imaging.reader import Radiograph


def make_synthetic_negatives(count: int, seed: int) -> list[Radiograph]:
    """Return ``count`` images of each kind, with random shapes and grey levels."""
    random = np.random.default_rng(seed)
    images = [make(random) for make in (_noise, _gradient, _page) for _ in range(count)]
    return [Radiograph(image, *image.size) for image in images]


def _size(random: np.random.Generator) -> tuple[int, int]:
    return int(random.integers(128, 512)), int(random.integers(128, 512))


def _noise(random: np.random.Generator) -> Image.Image:
    """Return noise, from fine grain to blotches as large as the image."""
    cells = int(random.integers(2, 128))
    grain = random.normal(random.uniform(40, 215), random.uniform(15, 90), (cells, cells))
    small = Image.fromarray(grain.clip(0, 255).astype(np.uint8))
    return small.resize(_size(random), Image.Resampling.BICUBIC)


def _gradient(random: np.random.Generator) -> Image.Image:
    """Return a linear or radial gradient."""
    make = Image.linear_gradient if random.random() < 0.5 else Image.radial_gradient
    image = make("L").rotate(random.uniform(0, 360)).resize(_size(random))
    return ImageOps.invert(image) if random.random() < 0.5 else image


def _page(random: np.random.Generator) -> Image.Image:
    """Return lines of text, dark on light or light on dark."""
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
