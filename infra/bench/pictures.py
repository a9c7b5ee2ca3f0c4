"""A film as a picture file, in every format that is read and in the ways that cost the most memory."""

import io
from collections.abc import Callable
from functools import partial

import numpy as np
from PIL import Image

from infra.bench.films import Grey, film

_PREDICTOR = 317
"""TIFF's tag; 2 stores differences, without which 64 megapixels of colour would exceed 50 MB."""


def picture(megapixels: float, kind: str) -> bytes:
    """A radiograph of nobody; ``kind`` is a name of PICTURES."""
    bits, encode = PICTURES[kind]
    return encode(film(megapixels, bits))


def _grey(levels: Grey) -> Image.Image:
    return Image.fromarray(levels.astype(np.uint8))


def _colour(levels: Grey) -> Image.Image:
    return _grey(levels).convert("RGB")


def _transparent(levels: Grey) -> Image.Image:
    """A colour picture whose left edge can be seen through, a little."""
    made = _grey(levels).convert("RGBA")
    made.putalpha(Image.linear_gradient("L").point(lambda level: max(level, 200)).resize(made.size))
    return made


def _deep(levels: Grey) -> Image.Image:
    return Image.fromarray(levels)


def _saved(levels: Grey, made: Callable[[Grey], Image.Image], kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    made(levels).save(file, kind, **options)
    return file.getvalue()


PICTURES: dict[str, tuple[int, Callable[[Grey], bytes]]] = {
    # A grey JPEG of the quality that viewers export.
    "JPEG": (8, partial(_saved, made=_grey, kind="JPEG", quality=90)),
    "JPEG, progressive colour": (
        8,
        partial(_saved, made=_colour, kind="JPEG", quality=90, progressive=True, subsampling=0),
    ),
    "PNG": (8, partial(_saved, made=_grey, kind="PNG", compress_level=6)),
    "PNG, 16 bits": (16, partial(_saved, made=_deep, kind="PNG", compress_level=1)),
    "PNG, colour and alpha": (8, partial(_saved, made=_transparent, kind="PNG", compress_level=4)),
    "TIFF, colour": (
        8,
        partial(_saved, made=_colour, kind="TIFF", compression="tiff_deflate", tiffinfo={_PREDICTOR: 2}),
    ),
    "TIFF, 16 bits": (16, partial(_saved, made=_deep, kind="TIFF")),
    "BMP, colour": (8, partial(_saved, made=_colour, kind="BMP")),
    "WebP": (8, partial(_saved, made=_colour, kind="WEBP", quality=100, method=0)),
    "WebP, lossless and alpha": (
        8,
        partial(_saved, made=_transparent, kind="WEBP", lossless=True, quality=0, method=0),
    ),
}
"""Bits of a level, and what makes the file of the levels."""
