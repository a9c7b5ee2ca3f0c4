"""Corruptions of a film, to measure robustness with."""

import io
import zlib
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageOps

Turn = Image.Transpose

MISORIENTED: dict[str, Callable[[Image.Image], Image.Image]] = {
    "turned_90": lambda image: image.transpose(Turn.ROTATE_90),
    "turned_180": lambda image: image.transpose(Turn.ROTATE_180),
    "turned_270": lambda image: image.transpose(Turn.ROTATE_270),
    "inverted": ImageOps.invert,
}
"""Changes that make a film unfit for the model: it must be refused, or corrected."""

TRANSFORMS = {**MISORIENTED, "mirrored": ImageOps.mirror}
"""Changes to the films of the benchmark. A mirrored film need not be refused: some hearts are on the right,
and a film alone does not show whether it was mirrored."""

UPSAMPLED = 1024
"""Pixels a side, about as large as an archive exports a film for a screen."""

CELLS, TEXTURE = 56, 5.0
"""Added texture: patches a side, and standard deviation in grey levels. A patch covers four of the 224 pixels
a side of the model's input."""


def as_png(image: Image.Image) -> bytes:
    """Return the film as a lossless file."""
    return _encoded(image, "PNG", compress_level=1)


def _as_jpeg(image: Image.Image) -> bytes:
    return _encoded(image, "JPEG", quality=70)


def _upsampled(image: Image.Image) -> bytes:
    return as_png(image.resize((UPSAMPLED, UPSAMPLED), Image.Resampling.BICUBIC))


def _stretched(wide: int, high: int) -> Callable[[Image.Image], bytes]:
    """Return a function that enlarges the longer side to the aspect ratio ``wide`` : ``high``."""

    def store(image: Image.Image) -> bytes:
        side = min(image.size)
        size = (side * max(wide, high) // high, side * max(wide, high) // wide)
        return as_png(image.resize(size, Image.Resampling.BICUBIC))

    return store


def _cropped(wide: float, high: float) -> Callable[[Image.Image], bytes]:
    """Return a function that cuts off these shares at left and right, and at top and bottom."""

    def store(image: Image.Image) -> bytes:
        x, y = round(wide * image.width), round(high * image.height)
        return as_png(image.crop((x, y, image.width - x, image.height - y)))

    return store


def _textured(image: Image.Image) -> bytes:
    """Add soft patches, lighter and darker, like the noise of an enlarged film."""
    random = np.random.default_rng(zlib.crc32(image.tobytes()))
    patches = Image.fromarray(random.normal(size=(CELLS, CELLS)).astype(np.float32))
    texture = np.asarray(patches.resize(image.size, Image.Resampling.BICUBIC))
    film = np.asarray(image) + TEXTURE * texture / texture.std()
    return as_png(Image.fromarray(np.clip(np.rint(film), 0, 255).astype(np.uint8)))


FILE_FORMATS: dict[str, Callable[[Image.Image], bytes]] = {
    "upsampled": _upsampled,
    "png": as_png,
    "jpeg_70": _as_jpeg,
    "stretched_5_4": _stretched(5, 4),
    "stretched_4_5": _stretched(4, 5),
}
"""Files with the same content. The dataset's films were squashed to squares; a detector's film is 5:4."""

CROPS = {"cut_high": _cropped(0, 0.1), "cut_wide": _cropped(0.1, 0)}
"""Closer framings, as another radiographer may choose: all of the chest, less of neck and belly."""

TEXTURES = {"textured": _textured}
"""Patterns over a film that are not part of the chest."""


def _encoded(image: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
