"""The film as a page shows it."""

import io

from cxr.imaging.reader import Radiograph


def render(film: Radiograph) -> bytes:
    """Return a grey JPEG, long edge at most 2,048 px, of nothing but pixels: a film has no metadata."""
    jpeg = io.BytesIO()
    film.image.save(jpeg, "JPEG", quality=90)
    return jpeg.getvalue()
