"""The film as pages show it."""

import io

from PIL import Image

from cxr.imaging.reader import Radiograph

_THUMBNAIL_PIXELS = 160
"""The long edge: twice what a row shows, for dense screens. Such a file stays below 10 KB."""


def render(film: Radiograph) -> bytes:
    """Return a grey JPEG, long edge at most 2,048 px, of nothing but pixels: a film has no metadata."""
    jpeg = io.BytesIO()
    film.image.save(jpeg, "JPEG", quality=90)
    return jpeg.getvalue()


def thumbnail(film: Radiograph) -> bytes:
    """Return a grey JPEG, long edge at most 160 px, for a row of the worklist."""
    small = film.image.copy()
    small.thumbnail((_THUMBNAIL_PIXELS, _THUMBNAIL_PIXELS), Image.Resampling.LANCZOS, reducing_gap=2.0)
    jpeg = io.BytesIO()
    small.save(jpeg, "JPEG", quality=80)
    return jpeg.getvalue()
