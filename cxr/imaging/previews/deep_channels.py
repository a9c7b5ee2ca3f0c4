"""Films of 16 bits in several channels: grey with transparency, or the same grey in three.

Pillow gives the upper byte of each sample, or does not know the file at all.
"""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

from cxr.errors import FilmRefused
from cxr.imaging.file_format import FileFormat
from cxr.imaging.greys.grey_levels import as_codes
from cxr.imaging.previews.deep_film import DeepFilm, deep_picture
from cxr.imaging.size_limits import check_size
from cxr.imaging.structure.tiff_tags import check_tiles
from cxr.study import RefusalReason

_MOST_PIXELS = 16_000_000
"""128 MB at four channels; a larger picture is read at the upper 8 bits of each."""

_MOST_BITS = 64 * _MOST_PIXELS
"""The same memory for a film with fewer channels."""

_NEARLY = 256
"""Of 65,535: channels that differ by less are the same grey."""

_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _ORIENTATION = 256, 257, 258, 262, 274
_WHITE_IS_ZERO, _BLACK_IS_ZERO = 0, 1
_GREYS = {_WHITE_IS_ZERO, _BLACK_IS_ZERO}
"""Tags of a TIFF, and what the photometric interpretation says of greys."""


DeepPicture = tuple[Image.Image, DeepFilm | None]
"""A film after windowing, mode L, and before."""


def deep_channels(data: bytes, file_format: FileFormat, width: int, height: int) -> DeepPicture | None:
    """Return the film of a PNG or TIFF file at its full depth, black where it is transparent.

    Return None for a coloured picture, and for one that is too large to be decoded so. Raise FilmRefused
    (BLANK), and anything of ``cxr.imaging.decode_errors.CORRUPT_FILE_ERRORS``.
    """
    if width * height > _MOST_PIXELS:
        return None
    import imagecodecs  # noqa: PLC0415  (a worker that reads other pictures starts without waiting for it)

    is_png = file_format is FileFormat.PNG
    pixels = imagecodecs.png_decode(data) if is_png else imagecodecs.tiff_decode(data)
    if pixels.ndim == 3 and pixels.shape[1:] == (height, width):
        pixels = np.moveaxis(pixels, 0, 2)  # channels that lie one behind another
    if pixels.dtype != np.uint16 or pixels.shape[:2] != (height, width) or pixels.ndim != 3:
        return None
    return _one_channel(pixels)


def tiff_of_another_kind(data: bytes) -> Image.Image | None:
    """Return the film of a TIFF file that Pillow does not know, mode L, with its orientation in EXIF.

    Such are grey films with transparency, and negatives in some byte orders. Return None for a file without
    film. Raise FilmRefused (TOO_SMALL, TOO_LARGE, BLANK; UNSUPPORTED_FORMAT for other kinds), and anything of
    CORRUPT_FILE_ERRORS in ``cxr.imaging.decode_errors``.
    """
    tags = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
    file = io.BytesIO(data)
    file.seek(tags.next)
    tags.load(file)
    if _BITS not in tags or not (tags.get(_WIDTH) and tags.get(_HEIGHT)):
        return None
    found = _grey(data, tags)
    if found is None:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "TIFF")
    film, _ = found
    if tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO:
        film = Image.eval(film, lambda grey: 255 - grey)
    film.getexif()[_ORIENTATION] = tags.get(_ORIENTATION, 1)
    return film


def _grey(data: bytes, tags: TiffImagePlugin.ImageFileDirectory_v2) -> DeepPicture | None:
    """Return the film of a TIFF file, or None if it is too large or of an unknown kind."""
    width, height = int(tags[_WIDTH]), int(tags[_HEIGHT])
    check_size(width, height)
    check_tiles(tags)
    bits = sum(int(number) for number in np.ravel(tags[_BITS]))
    if tags.get(_PHOTOMETRIC) not in _GREYS or width * height * bits > _MOST_BITS:
        return None
    import imagecodecs  # noqa: PLC0415  (as above)

    found = imagecodecs.tiff_decode(data)
    if found.shape[:2] != (height, width) or found.dtype.kind not in "iu" or found.itemsize == 1:
        return None
    if found.ndim == 3:
        return _one_channel(found) if found.dtype == np.uint16 else None
    return deep_picture(found if found.dtype == np.uint16 else as_codes(found.astype(np.int64)))


def _one_channel(pixels: npt.NDArray[Any]) -> DeepPicture | None:
    """Return the film of equal channels, or None if the channels differ.

    ``pixels``: (height, width, channels). With two or four channels, the last one is transparency. Raise
    FilmRefused (BLANK).
    """
    colours = pixels[..., : 3 if pixels.shape[2] > 2 else 1]
    if int(np.ptp(colours.astype(np.int32), -1).max()) >= _NEARLY:
        return None
    grey = colours[..., 0]
    if pixels.shape[2] not in (2, 4):
        return deep_picture(grey)
    alpha = pixels[..., -1]
    shown = (grey.astype(np.uint32) * alpha // 65535).astype(np.uint16)
    return deep_picture(shown, alpha == 0)
