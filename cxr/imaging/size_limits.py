"""How large a film may be, and how large it is kept."""

from PIL import Image

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

MIN_SIDE = 64
"""Pixels: below this there is no anatomy left to judge."""

MAX_PIXELS = 64_000_000
"""64 megapixels: above every detector on the market (about 20), and bounded in memory."""

VIEWING_SIDE = 2048
"""Pixels of the long edge that are kept: what a screen shows, and far more than a model reads."""

_MIN_KEPT_SIDE = 16
"""Pixels of the short edge at viewing size: a strip thinner than this is no film."""


def check_size(width: int, height: int) -> None:
    """Raise FilmRefused (TOO_SMALL, TOO_LARGE) by the header alone, before any pixel is decoded."""
    if min(width, height) < MIN_SIDE:
        raise FilmRefused(RefusalReason.TOO_SMALL, f"{width}x{height}")
    if width * height > MAX_PIXELS:
        raise FilmRefused(RefusalReason.TOO_LARGE, f"{width}x{height}")


def shrink(picture: Image.Image, width: int, height: int) -> Image.Image:
    """Reduce to the viewing size in integers, antialiased, with the proportions ``width`` to ``height``.

    Raise FilmRefused (TOO_SMALL) for a strip that has nothing left of its short edge.
    """
    scale = min(1.0, VIEWING_SIDE / max(width, height))
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    if min(size) < _MIN_KEPT_SIDE:
        raise FilmRefused(RefusalReason.TOO_SMALL, f"{size[0]}x{size[1]} at viewing size")
    return picture if picture.size == size else picture.resize(size, Image.Resampling.BOX)
