"""The same film in other files."""

import io

import numpy as np
from PIL import Image

from training.treatments.geometry import resized
from training.treatments.treatment import Treatment, after


def encoded(picture: Image.Image, kind: str, **options: int | bool) -> bytes:
    """Return the bytes of a file of this kind."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def _as(kind: str, **options: int | bool) -> Treatment:
    return lambda film: encoded(film, kind, **options)


def _deep(film: Image.Image) -> bytes:
    """16 bits, of which 12 are used."""
    return encoded(Image.fromarray(np.asarray(film).astype(np.uint16) << 4), "PNG")


def _colour(film: Image.Image) -> bytes:
    return encoded(film.convert("RGB"), "PNG")


def _half_transparent(film: Image.Image) -> bytes:
    picture = film.convert("RGBA")
    picture.putalpha(128)
    return encoded(picture, "PNG")


STORAGE: dict[str, Treatment] = {
    **{f"jpeg{quality}": _as("JPEG", quality=quality) for quality in (90, 70, 50, 30, 20, 10, 5)},
    **{f"webp{quality}": _as("WEBP", quality=quality) for quality in (50, 20)},
    "tiff": _as("TIFF"),
    "bmp": _as("BMP"),
    "png16": _deep,
    "png_rgb": _colour,
    "png_rgba_half": _half_transparent,
    **{f"up1024_jpeg{quality}": after(resized(1024), _as("JPEG", quality=quality)) for quality in (70, 30)},
}
