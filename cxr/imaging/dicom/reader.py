"""Bytes of a DICOM file -> one upright grey film."""

import logging
from collections.abc import Callable

import numpy as np
from PIL import Image
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused
from cxr.imaging.decode_errors import refuse_if_corrupt
from cxr.imaging.dicom.display.display_lut import display_of
from cxr.imaging.dicom.elements import leave_aside, numbers, whole, without_warnings
from cxr.imaging.dicom.header import check_header, film_header
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS, READ_ELEMENTS, REFERENCE_ELEMENTS, parse
from cxr.imaging.dicom.pixels.pixel_data import pixel_codes
from cxr.imaging.dicom.reference import film_reference
from cxr.imaging.greys.film_area import Codes
from cxr.imaging.greys.grey_levels import apply_lut, is_blank
from cxr.imaging.greys.white_frame import black_outside, inside_white_frame
from cxr.imaging.previews.deep_film import DeepFilm, deep_film
from cxr.imaging.radiograph import Radiograph
from cxr.imaging.size_limits import shrink
from cxr.study import RefusalReason

# It quotes the header, too, and Lambda writes down all that a library logs.
logging.getLogger("pydicom").setLevel(logging.CRITICAL + 1)

_MAX_ASPECT = 4.0
"""A pixel longer than this in one direction is a mistake of the header and not a film's."""


def read_dicom(data: bytes, pseudonym: Callable[[str, str], str] | None) -> Radiograph:
    """Read a plain film. Raise FilmRefused with the reason, and what ``pseudonym`` raises.

    Every pixel is looked up once, at the depth in which it came; nothing becomes float.
    """
    with without_warnings():
        with refuse_if_corrupt(*CORRUPT_DICOM_ERRORS):
            parsed = parse(data, [*READ_ELEMENTS, *REFERENCE_ELEMENTS])
            check_header(parsed.dataset, has_pixels=parsed.pixels is not None)
            columns, rows = whole(parsed.dataset, "Columns"), whole(parsed.dataset, "Rows")
            width, height = _square(parsed.dataset, columns, rows)
            codes = pixel_codes(parsed)
            # A film of JPEG 2000 may have come smaller than it is.
            share = max(codes.shape) / max(columns, rows)
            image, deep = _pictures(parsed.dataset, codes, (round(width * share), round(height * share)))
            reference = film_reference(parsed.dataset)
        header = film_header(parsed.dataset, pseudonym)
        return Radiograph(image, width, height, header, deep, reference)


def _pictures(dataset: Dataset, codes: Codes, size: tuple[int, int]) -> tuple[Image.Image, DeepFilm | None]:
    """Return the film at viewing size, after windowing and before. ``size`` is in square pixels."""
    display = display_of(dataset, codes)
    image = shrink(apply_lut(codes, display.greys), *size)
    frame = inside_white_frame(image)
    image = black_outside(image, frame)
    if is_blank(np.array(image.histogram())):
        raise FilmRefused(RefusalReason.BLANK)
    deep = deep_film(codes, display, size)
    return image, deep and deep.black_outside(frame)


def _square(dataset: Dataset, width: int, height: int) -> tuple[int, int]:
    """Return width and height of the film in square pixels: the coarser direction is stretched."""
    for name in ("PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"):
        sides = numbers(dataset, name)
        if len(sides) != 2 or min(sides) <= 0:
            if sides:
                leave_aside(name)
            continue
        aspect = sides[0] / sides[1]
        if 1 / _MAX_ASPECT <= aspect <= _MAX_ASPECT:
            return (width, round(height * aspect)) if aspect >= 1 else (round(width / aspect), height)
    return width, height
