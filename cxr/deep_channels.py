"""Films of 16 bits in several channels: grey with transparency, or the same grey in three."""

import numpy as np
from PIL import Image

from cxr.greyscale import deep_grey

_MOST_PIXELS = 16_000_000
"""128 MB at four channels; a larger picture is read at the upper 8 bits of each."""

_NEARLY = 256
"""Of 65,535: channels that differ by less are the same grey."""


def deep_channels(data: bytes, width: int, height: int) -> Image.Image | None:
    """The film of a PNG file at its full depth, mode L, black where it is transparent.

    None for a coloured picture, for one that is too large to be decoded so, and for other formats: Pillow
    gives the upper byte of each sample. Raises FilmRefused (BLANK), and anything of ``cxr.damage.DAMAGE``.
    """
    if width * height > _MOST_PIXELS or not data.startswith(b"\x89PNG"):
        return None
    import imagecodecs  # noqa: PLC0415  (a worker that reads other pictures starts without waiting for it)

    pixels = imagecodecs.png_decode(data)
    if pixels.ndim != 3 or pixels.dtype != np.uint16:
        return None
    colours = pixels[..., : 3 if pixels.shape[2] > 2 else 1]
    if int(np.ptp(colours.astype(np.int32), -1).max()) >= _NEARLY:
        return None
    grey = colours[..., 0]
    if pixels.shape[2] not in (2, 4):
        return deep_grey(grey)
    alpha = pixels[..., -1]
    shown = (grey.astype(np.uint32) * alpha // 65535).astype(np.uint16)
    return deep_grey(shown, alpha == 0)
