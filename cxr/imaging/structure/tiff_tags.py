"""What the tags of a TIFF say that Pillow does not act on."""

from PIL import Image, TiffImagePlugin

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

_PHOTOMETRIC, _BITS, _WHITE_IS_ZERO = 262, 258, 0
_TILE_SIDES = (322, 323)
_PLANES, _PLANAR = 284, 2

_NOT_SHOWN = {"F", "LAB"}
"""Modes whose numbers have no black and white of their own."""

_MAX_TILE = 8192
"""Pixels: a tile is decoded whole, so that an absurd one would take gigabytes for a small film."""


def check_tiff(picture: Image.Image) -> None:
    """Raise FilmRefused: UNSUPPORTED_FORMAT for floating point and for Lab, CORRUPT for absurd tiles."""
    if picture.mode in _NOT_SHOWN:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, picture.mode)
    if isinstance(picture, TiffImagePlugin.TiffImageFile):
        check_tiles(picture.tag_v2)


def check_tiles(tags: TiffImagePlugin.ImageFileDirectory_v2) -> None:
    """Raise FilmRefused (CORRUPT) for absurd tiles."""
    if max(_values(tags, *_TILE_SIDES), default=0) > _MAX_TILE:
        raise FilmRefused(RefusalReason.CORRUPT, "tiles larger than any film")


def is_negative(picture: Image.Image) -> bool:
    """Return whether black and white are still to be exchanged: Pillow does so for films of 8 bits alone."""
    return picture.mode.startswith("I") and _WHITE_IS_ZERO in _numbers(picture, _PHOTOMETRIC)


def is_planar(picture: Image.Image) -> bool:
    """Return whether the channels lie one behind another: Pillow takes 16 bits of them for 8."""
    return _PLANAR in _numbers(picture, _PLANES)


def is_deep_colour(picture: Image.Image) -> bool:
    """Return whether the picture has 16 bits a sample and more than one channel."""
    bits = _numbers(picture, _BITS)
    return len(bits) > 1 and max(bits) > 8


def _numbers(picture: Image.Image, *tags: int) -> tuple[int, ...]:
    """Return the values of these tags, one after the other, and none for another format."""
    if not isinstance(picture, TiffImagePlugin.TiffImageFile):
        return ()
    return _values(picture.tag_v2, *tags)


def _values(directory: TiffImagePlugin.ImageFileDirectory_v2, *tags: int) -> tuple[int, ...]:
    values = (directory.get(tag, ()) for tag in tags)
    return tuple(
        int(number) for value in values for number in (value if isinstance(value, tuple) else (value,))
    )
