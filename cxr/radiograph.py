"""Bytes of a file -> one upright grey image, or the reason why there is none."""

import io
import struct
import warnings
import zlib
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageOps, UnidentifiedImageError

from cxr.errors import FilmRefused
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason

MIN_SIDE = 64
"""Pixels: below this there is no anatomy left to judge."""

MAX_PIXELS = 64_000_000
"""64 megapixels: above every detector on the market (about 20), and bounded in memory."""

VIEWING_SIDE = 2048
"""Pixels of the long edge that are kept: what a screen shows, and far more than a model reads."""

_BLANK_SPREAD = 4
"""Grey levels between the 2nd and the 98th percentile at and under which a film shows nothing."""

_TYPES = {"JPEG": "image/jpeg", "MPO": "image/jpeg", "PNG": "image/png"}
_ALIASES = {"image/jpg": "image/jpeg", "image/pjpeg": "image/jpeg", "image/x-png": "image/png"}
_UNDECLARED = ("", "application/octet-stream", "binary/octet-stream")

_OTHER_PICTURES = (b"GIF8", b"BM", b"II*\0", b"MM\0*", b"\0\0\0\x0cjP  ", b"\xff\x4f\xff\x51")
_EXIF_ORIENTATION = 0x0112

# What Pillow's decoders raise on damaged bytes, beyond OSError.
_DAMAGE = (OSError, SyntaxError, ValueError, EOFError, IndexError, OverflowError, struct.error, zlib.error)


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
    picture = _open(data)
    _check_declared_type(picture, declared_type)
    width, height = picture.size
    _check_size(width, height)
    upright, turned = _decode(picture)
    grey = _grey(_shrink(upright))
    if _is_blank(grey):
        raise FilmRefused(RefusalReason.BLANK)
    return Radiograph(grey, *((height, width) if turned else (width, height)))


def _open(data: bytes) -> Image.Image:
    """Parse the header alone. The formats are named, so no other decoder sees foreign bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # _check_size is stricter
            return Image.open(io.BytesIO(data), formats=("JPEG", "PNG"))
    except UnidentifiedImageError as e:
        raise FilmRefused(_why_unidentified(data)) from e
    except Image.DecompressionBombError as e:
        raise FilmRefused(RefusalReason.TOO_LARGE, str(e)) from e
    except _DAMAGE as e:
        raise FilmRefused(RefusalReason.CORRUPT, str(e)) from e


def _why_unidentified(data: bytes) -> RefusalReason:
    """Tell a damaged JPEG or PNG and a picture of another format from what is no picture."""
    if data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")):
        return RefusalReason.CORRUPT
    if data.startswith(_OTHER_PICTURES) or data[128:132] == b"DICM" or data[8:12] == b"WEBP":
        return RefusalReason.UNSUPPORTED_FORMAT
    return RefusalReason.NOT_AN_IMAGE


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


def _decode(picture: Image.Image) -> tuple[Image.Image, bool]:
    """Decode and turn upright by EXIF; also whether that swapped width and height.

    A JPEG is decoded at a half, a quarter or an eighth where that still fills the viewing size:
    most of the time and memory of a large film would go into pixels that nobody sees.
    """
    picture.draft(None, (VIEWING_SIDE, VIEWING_SIDE))
    try:
        turned = picture.getexif().get(_EXIF_ORIENTATION, 1) >= 5
        picture.load()
        return ImageOps.exif_transpose(picture), turned
    except _DAMAGE as e:
        raise FilmRefused(RefusalReason.CORRUPT, str(e)) from e


def _shrink(picture: Image.Image) -> Image.Image:
    """Reduce to the viewing size in integers, antialiased. A palette is resolved first."""
    if picture.mode == "P":
        picture = picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    elif picture.mode == "1":
        picture = picture.convert("L")
    scale = VIEWING_SIDE / max(picture.size)
    if scale >= 1:
        return picture
    size = (max(1, round(picture.width * scale)), max(1, round(picture.height * scale)))
    return picture.resize(size, Image.Resampling.BOX)


def _grey(picture: Image.Image) -> Image.Image:
    """One channel of 8 bits: 16-bit films are windowed to the range they use."""
    if picture.mode.startswith("I"):
        return _window(np.asarray(picture))
    if picture.mode in ("RGBA", "LA"):
        # Transparent pixels carry arbitrary colours; black is what a film has where there is nothing.
        black = Image.new("RGBA", picture.size, "black")
        picture = Image.alpha_composite(black, picture.convert("RGBA"))
    return picture.convert("L")


def _window(pixels: npt.NDArray[np.integer]) -> Image.Image:
    """Map (height, width) integers to 0-255: 12-bit films are often stored in 16 bits unscaled."""
    low, high = int(pixels.min()), int(pixels.max())
    span = max(high - low, 1)
    scaled = (pixels.astype(np.int64) - low) * 255 // span
    return Image.fromarray(scaled.astype(np.uint8))


def _is_blank(grey: Image.Image) -> bool:
    counts = np.cumsum(grey.histogram())
    low, high = np.searchsorted(counts, (0.02 * counts[-1], 0.98 * counts[-1]))
    return bool(high - low <= _BLANK_SPREAD)
