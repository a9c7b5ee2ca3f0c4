"""The two pictures of a report, small enough to be sent by mail."""

import io
from dataclasses import dataclass

from PIL import Image

LONG_EDGE = 1240
"""Pixels of the long edge: 300 a inch on the 105 mm that a picture takes of the page at most."""

HEATMAP_OPACITY = 0.5
"""As on the result page, before a reader moves the slider."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A JPEG with its size in pixels."""

    jpeg: bytes
    width: int
    height: int


def film_picture(preview: bytes) -> Picture:
    """Return the preview, a JPEG, reduced to LONG_EDGE."""
    return _picture(_reduced(preview))


def heatmap_picture(preview: bytes, heatmap: bytes) -> Picture:
    """Return the preview, reduced, with the heatmap, a transparent PNG of any size, on top."""
    film = _reduced(preview).convert("RGB")
    overlay = Image.open(io.BytesIO(heatmap)).convert("RGBA").resize(film.size, Image.Resampling.BILINEAR)
    opacity = overlay.getchannel("A").point([round(level * HEATMAP_OPACITY) for level in range(256)])
    film.paste(overlay.convert("RGB"), mask=opacity)
    return _picture(film)


def _reduced(preview: bytes) -> Image.Image:
    film = Image.open(io.BytesIO(preview))
    # Let the decoder skip detail: decoding all of a large film would take several times as long.
    film.draft(None, (LONG_EDGE, LONG_EDGE))
    film.thumbnail((LONG_EDGE, LONG_EDGE))
    return film


def _picture(image: Image.Image) -> Picture:
    jpeg = io.BytesIO()
    image.save(jpeg, "JPEG", quality=88)
    return Picture(jpeg.getvalue(), image.width, image.height)
