"""Bytes of a picture file -> one upright grey film."""

import io
import warnings
from typing import NamedTuple

import numpy as np
from PIL import Image, ImageChops, MpoImagePlugin, UnidentifiedImageError

from cxr.errors import FilmRefused
from cxr.imaging.decode_errors import CORRUPT_FILE_ERRORS, refuse_if_corrupt
from cxr.imaging.file_format import FileFormat
from cxr.imaging.greys.colour_map import refuse_colour_map
from cxr.imaging.greys.grey_levels import to_grey
from cxr.imaging.greys.white_frame import black_outside, inside_white_frame
from cxr.imaging.previews.deep_channels import deep_channels, tiff_of_another_kind
from cxr.imaging.previews.deep_film import DeepFilm, deep_picture
from cxr.imaging.radiograph import Radiograph
from cxr.imaging.size_limits import VIEWING_SIDE, check_size, shrink
from cxr.imaging.structure.chunks import without_damaged_remarks
from cxr.imaging.structure.directory import has_further_film
from cxr.imaging.structure.jpeg_markers import Frame, frame_of, with_more_pixels
from cxr.imaging.structure.tiff_tags import check_tiff, is_deep_colour, is_negative, is_planar
from cxr.study import RefusalReason

_MAX_WEBP_PIXELS = 10_000_000
"""Pillow decodes WebP into four copies of four bytes a pixel. With more than this and a large file, the
function would take more memory than any other film of up to 20 megapixels."""

_SHALLOW = 64
"""A deep colour picture whose upper bytes stay under this lost its film in the lower ones."""

_FILLED_ROWS, _FILL = 16, 128
"""Rows at the foot, all of this grey: what libjpeg puts where a JPEG was cut off."""

_MOST_PREVIEWS = 8
"""Further pictures in a camera's JPEG that are looked at; cameras write one or two."""

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


def read_picture(data: bytes, file_format: FileFormat) -> Radiograph:
    """Read a picture of any mode: grey, RGB, palette, 16-bit, CMYK, EXIF-rotated.

    Raise FilmRefused with the reason. The header is looked at before any pixel is decoded, so a
    small file that unfolds into gigabytes costs nothing.
    """
    if file_format is FileFormat.JPEG:
        _check_jpeg(frame_of(data))
    with refuse_if_corrupt():
        if file_format is FileFormat.PNG:
            data = without_damaged_remarks(data)
        if file_format is FileFormat.TIFF and has_further_film(data):
            raise FilmRefused(RefusalReason.MULTI_FRAME, "several pages")
        picture = _open(data, file_format)
        _check_single(picture)
        width, height = picture.size
        decoded = _decode(picture, data)
        deep = decoded.deep
        kept = shrink(decoded.picture, width, height)
        del decoded  # its pixels may be the most memory of all
        turn = _UPRIGHT.get(_orientation(picture))
        refuse_colour_map(kept)
        grey = to_grey(kept)
        _check_pixels(grey, data, file_format, deep=_is_deep_colour(picture, data))
    frame = inside_white_frame(grey)
    grey, deep = black_outside(grey, frame), deep and deep.black_outside(frame)
    # Pillow hands down what the file said beside its pixels, and writes some of it into what it saves.
    grey.info = {}
    if turn is None:
        return Radiograph(grey, width, height, deep=deep)
    if turn not in (_UPRIGHT[2], _UPRIGHT[3], _UPRIGHT[4]):
        width, height = height, width
    return Radiograph(grey.transpose(turn), width, height, deep=deep and deep.turned(turn))


def _check_jpeg(frame: Frame) -> None:
    if not frame.is_plain:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, f"JPEG frame {frame.marker:#x}")


def _open(data: bytes, file_format: FileFormat) -> Image.Image:
    """Parse the header alone. The format is named, so no other decoder sees the bytes."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # our own limit is stricter; the others report damaged EXIF
            picture = Image.open(io.BytesIO(data), formats=(file_format.name,))
            check_size(*picture.size)
            return picture
    except Image.DecompressionBombError as e:
        raise FilmRefused(RefusalReason.TOO_LARGE, "header") from e
    except UnidentifiedImageError as e:
        film = tiff_of_another_kind(data) if file_format is FileFormat.TIFF else None
        if film:
            return film
        raise FilmRefused(RefusalReason.CORRUPT, "header") from e


def _check_single(picture: Image.Image) -> None:
    if isinstance(picture, MpoImagePlugin.MpoImageFile):
        _check_photograph(picture)
        return
    check_tiff(picture)
    if picture.format in ("PNG", "WEBP") and getattr(picture, "n_frames", 1) > 1:
        raise FilmRefused(RefusalReason.MULTI_FRAME, "animation")
    if picture.format == "WEBP" and picture.width * picture.height > _MAX_WEBP_PIXELS:
        raise FilmRefused(RefusalReason.TOO_LARGE, "WebP")


def _check_photograph(picture: MpoImagePlugin.MpoImageFile) -> None:
    """Raise FilmRefused (MULTI_FRAME) if a further picture of a camera's JPEG is as large as the first.

    A camera's JPEG has further pictures behind the first (CIPA DC-007). Smaller ones are made of the
    first. One that is as large may be another film.
    """
    size = picture.size
    for at in range(1, min(picture.n_frames, _MOST_PREVIEWS)):
        try:
            picture.seek(at)
        except CORRUPT_FILE_ERRORS:
            break
        if picture.width >= size[0] and picture.height >= size[1]:
            raise FilmRefused(RefusalReason.MULTI_FRAME, "several photographs")
    picture.seek(0)


class _Decoded(NamedTuple):
    """``deep``: the film before windowing, at viewing size; None if it has no more than 8 bits."""

    picture: Image.Image
    deep: DeepFilm | None = None


def _decode(picture: Image.Image, data: bytes) -> _Decoded:
    """Decode, and resolve what cannot be averaged: depth, a palette, single bits, a transparent colour.

    A JPEG is decoded at a half, a quarter or an eighth where that still fills the viewing size. Else most of
    the time and memory of a large film would go into pixels that are not shown.
    """
    if _is_deep_colour(picture, data):
        film = deep_channels(data, FileFormat[picture.format or ""], *picture.size)
        if film:
            return _Decoded(*film)
        if is_planar(picture):
            raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "channels of 16 bits one behind another")
    picture.draft(None, (VIEWING_SIDE, VIEWING_SIDE))
    picture.load()
    if picture.mode.startswith("I;16"):
        codes = np.asarray(picture)
        key = picture.info.get("transparency")
        transparent = codes == key if isinstance(key, int) else None
        return _Decoded(*deep_picture(65535 - codes if is_negative(picture) else codes, transparent))
    return _Decoded(_plain(picture))


def _plain(picture: Image.Image) -> Image.Image:
    if is_negative(picture):
        return ImageChops.invert(picture)
    if "transparency" in picture.info:
        return picture.convert("RGBA")
    if picture.mode in ("P", "PA"):
        return picture.convert("RGB")
    return picture.convert("L") if picture.mode == "1" else picture


def _orientation(picture: Image.Image) -> int:
    """Return the orientation that EXIF states, or 1 (upright) if EXIF is damaged or states none.

    Behind damaged EXIF, the film itself may be sound. A TIFF is upright by now.
    """
    if picture.format == "TIFF":
        return 1
    try:
        value = picture.getexif().get(_ORIENTATION)
    except CORRUPT_FILE_ERRORS:
        return 1
    return value if isinstance(value, int) else 1


def _is_deep_colour(picture: Image.Image, data: bytes) -> bool:
    """Return whether the samples had 16 bits in more than one channel: Pillow keeps only their upper byte."""
    if picture.format == "PNG":
        return data[24] == 16 and data[25] in {2, 4, 6}
    return is_deep_colour(picture)


def _check_pixels(grey: Image.Image, data: bytes, file_format: FileFormat, *, deep: bool) -> None:
    """Raise FilmRefused for what only the pixels show."""
    width, height = grey.size
    if deep and not any(grey.histogram()[_SHALLOW:]):
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "16-bit colour with empty upper bytes")
    foot = grey.crop((0, height - _FILLED_ROWS, width, height))
    if file_format is FileFormat.JPEG and foot.getextrema() == (_FILL, _FILL) and _is_cut_off(data):
        raise FilmRefused(RefusalReason.CORRUPT, "the foot of the film is missing")


def _is_cut_off(data: bytes) -> bool:
    """Return whether a JPEG would take up more pixels at its end: a film may have a grey foot of its own."""
    end = frame_of(data).end
    streams = data[:end], with_more_pixels(data, end)
    as_it_is, longer = (
        _decode(_open(stream, FileFormat.JPEG), stream).picture.tobytes() for stream in streams
    )
    return as_it_is != longer
