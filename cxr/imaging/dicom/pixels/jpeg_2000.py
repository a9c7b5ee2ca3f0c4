"""JPEG 2000 -> codes, at no higher resolution than is kept."""

import io
from math import prod

import imagecodecs
import numpy as np
from PIL.Jpeg2KImagePlugin import Jpeg2KImageFile
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused
from cxr.imaging.dicom.elements import whole
from cxr.imaging.dicom.pixels.codestream import START, Codestream, codestream_of
from cxr.imaging.greys.film_area import Codes
from cxr.study import RefusalReason

MIN_DECODED_SIDE = 1536
"""Pixels of the long edge: a film of 10 megapixels is decoded at 1,754 instead of 3,508, in a quarter of the
time. That is less than VIEWING_SIDE, and several times what the model reads."""

STARTS = START, b"\0\0\0\x0cjP  "
"""How a codestream begins, and a JP2 file around one."""

_PALETTE = b"pclr"
"""The box of a JP2 file (ISO 15444-1 annex I) that gives the samples another meaning than grey."""


def jpeg_2000_codes(frame: bytes, dataset: Dataset, shape: tuple[int, ...], size: int) -> Codes:
    """Decode a frame of ``shape`` (rows, columns; and channels, if there are several).

    The codes are uint8 or uint16, two's complement where they are signed.

    Rows and columns are halved as long as MIN_DECODED_SIDE remains, if each code is a plain grey.
    Raise FilmRefused (CORRUPT) if frame and header disagree, and anything of CORRUPT_FILE_ERRORS in
    ``cxr.imaging.decode_errors``.
    """
    at = frame.find(START)
    if at < 0 or _PALETTE in frame[:at]:
        raise FilmRefused(RefusalReason.CORRUPT, "no codestream of greys")
    # Boxes around the codestream stay behind: the decoder sees the stream that was counted, and no other.
    stream = frame[at:]
    codestream = codestream_of(stream)
    declared = codestream.size
    if (declared.height, declared.width, declared.channels) != (*shape[:2], prod(shape[2:])):
        raise FilmRefused(RefusalReason.CORRUPT, "another size than the header says")
    if declared.bits > 8 * size:
        raise FilmRefused(RefusalReason.CORRUPT, "more bits than the header says")
    halvings = _halvings(codestream, dataset)
    codes = _reduced(stream, codestream, halvings) if halvings else imagecodecs.jpeg2k_decode(stream)
    if halvings and not _fit(codes, whole(dataset, "BitsStored", 8 * size), is_signed=declared.is_signed):
        halvings, codes = 0, imagecodecs.jpeg2k_decode(stream)
    if codes.shape != (*(-(-side // (1 << halvings)) for side in shape[:2]), *shape[2:]):
        raise FilmRefused(RefusalReason.CORRUPT, "another size than the header says")
    return codes.view(f"u{codes.dtype.itemsize}")


def _halvings(codestream: Codestream, dataset: Dataset) -> int:
    """Return how often the film may be halved.

    Return 0 where neighbours must not be mixed: codes that stand for padding, stored bits with others
    below them, codes whose sign the header contradicts, and colours.
    """
    size = codestream.size
    contradicted = size.is_signed != bool(whole(dataset, "PixelRepresentation", 0))
    low_bits = whole(dataset, "HighBit", 0) != whole(dataset, "BitsStored", 0) - 1
    if "PixelPaddingValue" in dataset or low_bits or contradicted or size.channels > 1:
        return 0
    ratio = max(size.width, size.height) // MIN_DECODED_SIDE
    return min(max(ratio.bit_length() - 1, 0), codestream.levels)


def _reduced(stream: bytes, codestream: Codestream, halvings: int) -> Codes:
    """Decode the lower resolutions alone: Pillow asks OpenJPEG for them, imagecodecs cannot."""
    with Jpeg2KImageFile(io.BytesIO(stream)) as picture:
        picture.reduce = halvings
        picture.load()
        shifted: Codes = np.asarray(picture)
    # Pillow shifts samples to the top of 8 or 16 bits, and signed ones up by half their range.
    bits = codestream.size.bits
    codes = np.right_shift(shifted, 8 * shifted.itemsize - bits, dtype=shifted.dtype)
    if not codestream.size.is_signed:
        return codes
    return np.subtract(codes, 1 << (bits - 1), dtype=codes.dtype)


def _fit(codes: Codes, stored: int, *, is_signed: bool) -> bool:
    """Return whether no code needs more than the stored bits: above these, old films have overlays."""
    half = 1 << (stored - 1)
    if is_signed:
        signed = codes.view(f"i{codes.itemsize}")
        return bool(-half <= signed.min() and signed.max() < half)
    return bool(codes.max() < 2 * half)
