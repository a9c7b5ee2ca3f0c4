"""Films that came as colour pictures: their channels are equal, or their palette is grey."""

from math import prod
from typing import Any

import numpy as np
import numpy.typing as npt
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused
from cxr.imaging.dicom.display.lookup_table import lookup_table
from cxr.imaging.dicom.elements import numbers, text
from cxr.imaging.greys.film_area import Codes, Counts, sampled
from cxr.imaging.greys.grey_levels import Table
from cxr.study import RefusalReason

PALETTE = "PALETTE COLOR"

COLOURS = {"RGB", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"}
"""Photometric interpretations with three channels, which may be equal: some systems export greys so."""

_NEARLY = 1 / 16
"""Part of the full range by which channels may differ: lossy compression makes them differ a little."""

_COLOURED = 0.01
"""Share of pixels that may have a colour: a letter or a mark."""

_Pixels = npt.NDArray[Any]


def photometric(dataset: Dataset) -> str:
    """Return the photometric interpretation as the standard spells it. Raise FilmRefused (CORRUPT)."""
    stated = text(dataset, "PhotometricInterpretation")
    if not stated:
        raise FilmRefused(RefusalReason.CORRUPT, "no photometric interpretation")
    if stated.startswith("MONO"):
        return "MONOCHROME1" if stated.endswith("1") else "MONOCHROME2"
    return stated


def interleaved(dataset: Dataset, values: _Pixels, shape: tuple[int, ...]) -> Codes:
    """Return the grey of uncompressed pixels with three channels: (rows, columns).

    ``values``: as they lie in the file; ``shape``: rows, columns and channels. Raise FilmRefused
    (CORRUPT, COLOUR).
    """
    rows, columns, channels = shape
    stated = photometric(dataset)
    if stated == "YBR_FULL_422":  # two pixels of luminance, then the colours that they share
        return _halved(_first(values, 2 * rows * columns).reshape(rows, -1, 4), shape)
    pixels = _first(values, prod(shape))
    if next(iter(numbers(dataset, "PlanarConfiguration")), 0) == 1:
        pixels = np.moveaxis(pixels.reshape(channels, rows, columns), 0, 2)
    return equal_channel(pixels.reshape(shape), is_luminance=stated.startswith("YBR"))


def equal_channel(pixels: _Pixels, *, is_luminance: bool) -> Codes:
    """Return the one channel that all channels are: (rows, columns).

    ``pixels``: (rows, columns, channels). With ``is_luminance``, the first channel is grey and the others
    are differences. Raise FilmRefused (COLOUR).
    """
    few = pixels[:: _step(pixels), :: _step(pixels)].astype(np.int32)
    full = 256**pixels.itemsize
    spread = np.abs(few[..., 1:] - full // 2).max(-1) if is_luminance else np.ptp(few, -1)
    if (spread > full * _NEARLY).mean() > _COLOURED:
        raise FilmRefused(RefusalReason.COLOUR, "the channels differ")
    return np.ascontiguousarray(pixels[..., 0 if is_luminance else 1])


def palette_greys(dataset: Dataset, counts: Counts) -> Table:
    """Return the grey of each code that a palette shows; ``counts``: how often it occurs.

    Raise FilmRefused (COLOUR) for a palette that is not grey, or not there.
    """
    tables = [
        lookup_table(
            dataset, f"{name}PaletteColorLookupTableDescriptor", f"{name}PaletteColorLookupTableData"
        )
        for name in ("Red", "Green", "Blue")
    ]
    if not all(tables):
        raise FilmRefused(RefusalReason.COLOUR, "no palette")
    every = np.arange(len(counts))
    shown = np.stack([table.through(every) for table in tables if table], -1)
    white = 255 if shown.max() <= 255 else 65535
    spread = np.ptp(shown, -1)
    if counts[spread > white * _NEARLY].sum() > _COLOURED * counts.sum():
        raise FilmRefused(RefusalReason.COLOUR, "the palette is coloured")
    greys: Table = np.floor(shown[:, 1] * 255 / white + 0.5).astype(np.uint8)
    return greys


def _first(values: _Pixels, count: int) -> _Pixels:
    if len(values) < count:
        raise FilmRefused(RefusalReason.CORRUPT, "pixels are missing")
    return values[:count]


def _halved(pairs: _Pixels, shape: tuple[int, ...]) -> Codes:
    colours = np.concatenate([pairs[..., :1], pairs[..., 2:]], -1)
    equal_channel(colours, is_luminance=True)
    return np.ascontiguousarray(pairs[..., :2]).reshape(shape[:2])


def _step(pixels: _Pixels) -> int:
    return max(1, len(pixels) // len(sampled(pixels[..., 0])))
