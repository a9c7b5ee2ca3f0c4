"""Films of 16 bits in several channels: grey with transparency, or the same grey in three.

Pillow gives the upper byte of each sample, or does not know the file at all.
"""

import io
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, TiffImagePlugin

from cxr.imaging.file_format import FileFormat
from cxr.imaging.previews.deep_film import DeepFilm, deep_picture
from cxr.imaging.size_limits import check_size

_MOST_PIXELS = 16_000_000
"""128 MB at four channels; a larger picture is read at the upper 8 bits of each."""

_NEARLY = 256
"""Of 65,535: channels that differ by less are the same grey."""

_WIDTH, _HEIGHT, _BITS, _PHOTOMETRIC, _WHITE_IS_ZERO = 256, 257, 258, 262, 0
"""Tags of a TIFF, and what the last of them says of a negative."""


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
    if pixels.dtype != np.uint16 or pixels.shape[:2] != (height, width) or pixels.ndim != 3:
        return None
    return _one_channel(pixels)


def tiff_with_transparency(data: bytes) -> Image.Image | None:
    """Return the film of a TIFF file with one channel of 16 bits and one of transparency.

    Return None for any other file. Raise FilmRefused (TOO_SMALL, TOO_LARGE, BLANK), and anything of
    CORRUPT_FILE_ERRORS in ``cxr.imaging.decode_errors``.
    """
    tags = TiffImagePlugin.ImageFileDirectory_v2(data[:8])
    file = io.BytesIO(data)
    file.seek(tags.next)
    tags.load(file)
    if tags.get(_BITS) != (16, 16):
        return None
    width, height = int(tags[_WIDTH]), int(tags[_HEIGHT])
    check_size(width, height)
    found = deep_channels(data, FileFormat.TIFF, width, height)
    if found is None:
        return None
    film, _ = found
    is_negative = tags.get(_PHOTOMETRIC) == _WHITE_IS_ZERO
    return Image.eval(film, lambda grey: 255 - grey) if is_negative else film


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
