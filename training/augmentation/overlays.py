"""Things that lie on a film: wires, text, boxes and spots."""

import string

import numpy as np
from PIL import Image, ImageDraw

_MOST = 4
"""Most things that one film gets."""


def draw_overlays(image: Image.Image, random: np.random.Generator) -> Image.Image:
    """Return a copy of ``image`` (mode L) with one to four things on it, of any grey level."""
    drawn = image.copy()
    canvas = ImageDraw.Draw(drawn)
    for _ in range(int(random.integers(1, _MOST + 1))):
        draw = (_wire, _box, _text, _spot)[int(random.integers(4))]
        level = int(random.choice([0, 255, int(random.integers(256))]))
        draw(canvas, np.array(drawn.size), level, random)
    return drawn


Canvas = ImageDraw.ImageDraw
Size = np.ndarray[tuple[int], np.dtype[np.int64]]


def _wire(canvas: Canvas, size: Size, level: int, random: np.random.Generator) -> None:
    points = [tuple(size * random.uniform(0, 1, 2)) for _ in range(3)]
    canvas.line(points, level, int(random.integers(1, 5)), joint="curve")


def _box(canvas: Canvas, size: Size, level: int, random: np.random.Generator) -> None:
    x, y = size * random.uniform(0, 1, 2)
    wide, high = random.uniform(4, 0.25 * size)
    canvas.rectangle((x, y, x + wide, y + high), fill=level)


def _text(canvas: Canvas, size: Size, level: int, random: np.random.Generator) -> None:
    letters = random.choice([*string.ascii_uppercase], int(random.integers(1, 9)))
    canvas.text(tuple(size * random.uniform(0, 1, 2)), "".join(letters), level)


def _spot(canvas: Canvas, size: Size, level: int, random: np.random.Generator) -> None:
    x, y = size * random.uniform(0, 1, 2)
    radius = random.uniform(2, 0.08 * size[0])
    canvas.ellipse((x - radius, y - radius, x + radius, y + radius), level)
