"""Films with other grey levels, blur or noise."""

import zlib

import numpy as np
from PIL import Image, ImageFilter, ImageOps

from training.treatments.geometry import bordered, cut_around
from training.treatments.treatment import Pixels, Treatment, after, of_pixels

_MIDDLE = 127.5


def _contrast(factor: float) -> Treatment:
    return of_pixels(lambda pixels: (pixels - _MIDDLE) * factor + _MIDDLE)


def _gamma(exponent: float) -> Treatment:
    return of_pixels(lambda pixels: 255 * (pixels / 255) ** exponent)


def _fewer_levels(share: float) -> Treatment:
    """Squeezed into this share of the levels, the darkest."""
    return of_pixels(lambda pixels: pixels * share)


def _brighter(levels: int) -> Treatment:
    return of_pixels(lambda pixels: pixels + levels)


def _noise(deviation: float) -> Treatment:
    return of_pixels(lambda pixels: pixels + _random(pixels).normal(0, deviation, pixels.shape))


def _salt_and_pepper(share: float) -> Treatment:
    def change(pixels: Pixels) -> Pixels:
        chance = _random(pixels).random(pixels.shape)
        return np.where(chance < share / 2, 0, np.where(chance < share, 255, pixels))

    return of_pixels(change)


def _random(pixels: Pixels) -> np.random.Generator:
    """The same for the same film."""
    return np.random.default_rng(zlib.crc32(pixels.tobytes()))


def _blurred(radius: float) -> Treatment:
    return lambda film: film.filter(ImageFilter.GaussianBlur(radius))


def _sharpened(film: Image.Image) -> Image.Image:
    return film.filter(ImageFilter.UnsharpMask(radius=2, percent=150))


def _partly_equalized(film: Image.Image) -> Image.Image:
    return Image.blend(film, ImageOps.equalize(film), 0.6)


GREYS: dict[str, Treatment] = {
    "invert": ImageOps.invert,
    "invert_contrast.6": after(ImageOps.invert, _contrast(0.6)),
    "invert_crop10": after(ImageOps.invert, cut_around(0.1)),
    "invert_border": after(ImageOps.invert, bordered(10, 255)),
    "invert_gamma.5": after(ImageOps.invert, _gamma(0.5)),
    "invert_gamma2": after(ImageOps.invert, _gamma(2)),
    "levels_half": _fewer_levels(1 / 2),
    "levels_quarter": _fewer_levels(1 / 4),
    **{f"bright{levels:+d}": _brighter(levels) for levels in (-60, -40, -20, 20, 40, 60)},
    **{f"contrast{factor}": _contrast(factor) for factor in (0.3, 0.5, 0.7, 1.4, 1.5, 2.0)},
    **{f"gamma{exponent}": _gamma(exponent) for exponent in (0.4, 0.6, 0.8, 1.25, 1.6, 1.7, 2.5)},
    "equalize": ImageOps.equalize,
    "equalize.6": _partly_equalized,
    "autocontrast": ImageOps.autocontrast,
    **{f"blur{radius}": _blurred(radius) for radius in (1, 2, 3, 5)},
    "unsharp": _sharpened,
    **{f"noise{deviation}": _noise(deviation) for deviation in (5, 10, 20, 40)},
    **{f"saltpepper{percent}": _salt_and_pepper(percent / 100) for percent in (1, 5)},
}
