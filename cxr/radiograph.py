"""Bytes of a file -> one upright grey image, or the reason why there is none."""

import io
import struct
import warnings
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, UnidentifiedImageError

from cxr.errors import FilmRefused
from cxr.file_format import check_jpeg, is_png_of_deep_colour, why_unreadable
from cxr.greyscale import to_grey
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason

MIN_SIDE = 64
"""Pixels: below this there is no anatomy left to judge."""

MAX_PIXELS = 64_000_000
"""64 megapixels: above every detector on the market (about 20), and bounded in memory."""

VIEWING_SIDE = 2048
"""Pixels of the long edge that are kept: what a screen shows, and far more than a model reads."""

_MIN_KEPT_SIDE = 16
"""Pixels of the short edge at viewing size: a strip thinner than this is no film."""

_SHALLOW = 64
"""A deep colour picture whose upper bytes stay under this lost its film in the lower ones."""

_FILLED_ROWS, _FILL = 16, 128
"""Rows at the foot, all of this grey: what libjpeg puts where a JPEG was cut off."""

_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
_ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
_UNDECLARED = ("", "application/octet-stream", "binary/octet-stream")

_ORIENTATION = 0x0112
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""What undoes each orientation of the EXIF standard (CIPA DC-008, tag 0112)."""

# What Pillow raises on damaged bytes, found by feeding it mutated files.
_DAMAGE = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    EOFError,
    OverflowError,
    struct.error,
    zlib.error,
)


@dataclass(frozen=True, slots=True)
class Radiograph:
    """An upright grey film, as a screen shows it.

    ``image``: Pillow mode ``L`` (uint8, 0-255, bright is dense), long edge at most VIEWING_SIDE.
    ``width`` and ``height`` are those of the film as it came, upright, in pixels.
    """

    image: Image.Image
    width: int
    height: int


def read(data: bytes, declared_type: str | None = None) -> Radiograph:
    """Read a JPEG or PNG film of any mode: grey, RGB, palette, 16-bit, CMYK, EXIF-rotated.

    ``declared_type`` is the media type that came with the bytes, if any. Raises FilmRefused with
    the reason; the header is looked at before any pixel is decoded, so a small file that unfolds
    into gigabytes costs nothing.
    """
    if len(data) > MAX_UPLOAD_BYTES:
        raise FilmRefused(RefusalReason.TOO_LARGE, f"{len(data)} bytes")
    check_jpeg(data)
    picture = _open(data)
    _check_declared_type(picture, declared_type)
    _check_size(*picture.size)
    width, height = picture.size
    with _damage_is_corrupt():
        kept = _shrink(_decode(picture))
        turn = _UPRIGHT.get(_orientation(picture))
        grey = to_grey(kept)
    _check_kept(grey, data)
    if turn is None:
        return Radiograph(grey, width, height)
    swapped = turn not in (_UPRIGHT[2], _UPRIGHT[3], _UPRIGHT[4])
    return Radiograph(grey.transpose(turn), *((height, width) if swapped else (width, height)))


def _open(data: bytes) -> Image.Image:
    """Parse the header alone. The formats are named, so no other decoder sees foreign bytes."""
    try:
        with warnings.catch_warnings(), _damage_is_corrupt():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # _check_size is stricter
            return Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except Image.DecompressionBombError as e:
        raise FilmRefused(RefusalReason.TOO_LARGE, str(e)) from e
    except FilmRefused as e:
        if isinstance(e.__cause__, UnidentifiedImageError):
            raise FilmRefused(why_unreadable(data)) from e.__cause__
        raise


@contextmanager
def _damage_is_corrupt() -> Iterator[None]:
    try:
        yield
    except _DAMAGE as e:
        raise FilmRefused(RefusalReason.CORRUPT, f"{type(e).__name__}: {e}") from e


def _check_declared_type(picture: Image.Image, declared: str | None) -> None:
    plain = (declared or "").partition(";")[0].strip().lower()
    if plain in _UNDECLARED:
        return
    found = _TYPES[picture.format or ""]
    if _ALIASES.get(plain, plain) != found:
        raise FilmRefused(RefusalReason.TYPE_MISMATCH, f"declared {plain}, found {found}")


def _check_size(width: int, height: int) -> None:
    if min(width, height) < MIN_SIDE:
        raise FilmRefused(RefusalReason.TOO_SMALL, f"{width}x{height}")
    if width * height > MAX_PIXELS:
        raise FilmRefused(RefusalReason.TOO_LARGE, f"{width}x{height}")


def _decode(picture: Image.Image) -> Image.Image:
    """Decode, and resolve what cannot be averaged: a palette, single bits, a transparent colour.

    A JPEG is decoded at a half, a quarter or an eighth where that still fills the viewing size:
    most of the time and memory of a large film would go into pixels that nobody sees.
    """
    picture.draft(None, (VIEWING_SIDE, VIEWING_SIDE))
    picture.load()
    if "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGB")
    return picture.convert("L") if picture.mode == "1" else picture


def _orientation(picture: Image.Image) -> int:
    """By EXIF; upright where that is damaged: the film itself may be sound."""
    try:
        value = picture.getexif().get(_ORIENTATION)
    except _DAMAGE:
        return 1
    return value if isinstance(value, int) else 1


def _shrink(picture: Image.Image) -> Image.Image:
    """Reduce to the viewing size in integers, antialiased."""
    scale = VIEWING_SIDE / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BOX)


def _check_kept(grey: Image.Image, data: bytes) -> None:
    """Raise FilmRefused for what only the pixels tell."""
    width, height = grey.size
    if min(width, height) < _MIN_KEPT_SIDE:
        raise FilmRefused(RefusalReason.TOO_SMALL, f"{width}x{height} at viewing size")
    if is_png_of_deep_colour(data) and not any(grey.histogram()[_SHALLOW:]):
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "16-bit colour with empty upper bytes")
    foot = grey.crop((0, height - _FILLED_ROWS, width, height))
    if data.startswith(b"\xff\xd8") and foot.getextrema() == (_FILL, _FILL):
        raise FilmRefused(RefusalReason.CORRUPT, "the foot of the film is missing")
