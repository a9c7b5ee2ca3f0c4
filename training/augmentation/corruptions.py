"""Ways of altering a film, to train on or to measure with."""

import io
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps

from training.data.arrays import Pixels

Turn = Image.Transpose

SPOILT: dict[str, Callable[[Image.Image], Image.Image]] = {
    "turned_90": lambda image: image.transpose(Turn.ROTATE_90),
    "turned_180": lambda image: image.transpose(Turn.ROTATE_180),
    "turned_270": lambda image: image.transpose(Turn.ROTATE_270),
    "inverted": ImageOps.invert,
}
"""What makes a film one that may not be judged as it is."""

TRANSFORMED = {**SPOILT, "mirrored": ImageOps.mirror}
"""What is done to films that the model judges as they are. A mirrored film need not be refused: hearts
lie on the right, too, and a film alone does not tell which way round it was put."""

UPSAMPLED = 1024
"""Pixels a side: about what an archive exports for a screen."""

CELLS, TEXTURE = 56, 5.0
"""Of the texture that is laid over a film: patches a side, and its standard deviation in levels. A patch has
four of the 224 pixels a side that the model sees."""


def spoil(film: Pixels, random: np.random.Generator) -> Pixels:
    """A film that must not be judged: turned, inverted, or a part of one. (size, size, 1) both."""
    how = int(random.integers(5))
    if how == 0:
        return 255 - film
    if how < 4:
        return np.rot90(film, how)
    size = len(film)
    side = int(size * random.uniform(0.25, 0.42))
    x, y = random.integers(size - side, size=2)
    part = Image.fromarray(film[y : y + side, x : x + side, 0]).resize((size, size), Image.Resampling.BICUBIC)
    return np.asarray(part, np.uint8)[..., None]


def as_png(image: Image.Image) -> bytes:
    """The film as it is, without loss."""
    return _encoded(image, "PNG", compress_level=1)


def _as_jpeg(image: Image.Image) -> bytes:
    return _encoded(image, "JPEG", quality=70)


def _upsampled(image: Image.Image) -> bytes:
    return as_png(image.resize((UPSAMPLED, UPSAMPLED), Image.Resampling.BICUBIC))


def _stretched(wide: int, high: int) -> Callable[[Image.Image], bytes]:
    """Stored at an aspect of ``wide`` to ``high``, the longer side grown."""

    def store(image: Image.Image) -> bytes:
        side = min(image.size)
        size = (side * max(wide, high) // high, side * max(wide, high) // wide)
        return as_png(image.resize(size, Image.Resampling.BICUBIC))

    return store


def _cut(wide: float, high: float) -> Callable[[Image.Image], bytes]:
    """These shares cut off at the left and the right, at the top and the bottom."""

    def store(image: Image.Image) -> bytes:
        x, y = round(wide * image.width), round(high * image.height)
        return as_png(image.crop((x, y, image.width - x, image.height - y)))

    return store


def _textured(image: Image.Image) -> bytes:
    """Soft patches, lighter and darker: as noise looks on a film that was enlarged."""
    random = np.random.default_rng(zlib.crc32(image.tobytes()))
    patches = Image.fromarray(random.normal(size=(CELLS, CELLS)).astype(np.float32))
    texture = np.asarray(patches.resize(image.size, Image.Resampling.BICUBIC))
    film = np.asarray(image) + TEXTURE * texture / texture.std()
    return as_png(Image.fromarray(np.clip(np.rint(film), 0, 255).astype(np.uint8)))


FILES: dict[str, Callable[[Image.Image], bytes]] = {
    "upsampled": _upsampled,
    "png": as_png,
    "jpeg_70": _as_jpeg,
    "stretched_5_4": _stretched(5, 4),
    "stretched_4_5": _stretched(4, 5),
}
"""Ways to store a film that change nothing of what it shows. Those at hand were squashed to a square
by whoever resized them: at 5:4 they are as detectors give them."""

FRAMES = {"cut_high": _cut(0, 0.1), "cut_wide": _cut(0.1, 0)}
"""Closer framings, as another radiographer may choose: the chest is in view, of neck and belly less."""

BLEMISHES = {"textured": _textured}
"""What may lie on a film and is not of the chest."""


def _encoded(image: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
