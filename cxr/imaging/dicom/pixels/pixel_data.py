"""The Pixel Data of a DICOM file -> codes, as the detector or the scanner stored them."""

from itertools import pairwise
from math import prod

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.encaps import generate_frames

from cxr.errors import FilmRefused
from cxr.imaging.dicom.elements import whole
from cxr.imaging.dicom.parser import ParsedFile
from cxr.imaging.dicom.pixels.colour import equal_channel, interleaved, photometric
from cxr.imaging.dicom.pixels.fragments import count_fragments
from cxr.imaging.dicom.pixels.jpeg_2000 import STARTS as JPEG_2000_STARTS
from cxr.imaging.dicom.pixels.jpeg_2000 import jpeg_2000_codes
from cxr.imaging.greys.film_area import Codes
from cxr.imaging.size_limits import check_size
from cxr.imaging.structure.jpeg_markers import JPEG_LS, START, Frame, frame_of, with_more_pixels
from cxr.study import RefusalReason

_END_OF_IMAGE = b"\xff\xd9"

_NATIVE = {
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
}

_JPEG_2000 = {uid.JPEG2000Lossless, uid.JPEG2000, uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K}

_COMPRESSED = {
    *_JPEG_2000,
    *(uid.RLELossless, uid.JPEGLSLossless, uid.JPEGLSNearLossless),
    *(uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLossless, uid.JPEGLosslessSV1),
    # Retired processes, such as the progressive ones (PS3.5 2004, 8.2.1).
    *(uid.UID(f"1.2.840.10008.1.2.4.{process}") for process in (52, 53, 54, 55, 56, 58, *range(59, 67))),
}

_RLE_HEADER = 64
_RLE_PADDING = 65_536
"""Bytes that the padding behind a segment may unfold into: a zero in it stands for one byte more."""

_FILLED_ROWS = 16

Shape = tuple[int, ...]
"""Rows and columns; and channels, where there are several."""


def pixel_codes(parsed: ParsedFile) -> Codes:
    """Decode the one frame: (rows, columns), uint8 or uint16 by BitsAllocated.

    JPEG 2000 may come with rows and columns halved (``jpeg_2000``). The sizes that the header and the
    codestream name are compared before anything is allocated. Raise FilmRefused
    (TOO_SMALL, TOO_LARGE, CORRUPT, UNSUPPORTED_FORMAT, COLOUR), and anything of
    ``cxr.imaging.decode_errors.CORRUPT_FILE_ERRORS``.
    """
    dataset = parsed.dataset
    shape: Shape = whole(dataset, "Rows"), whole(dataset, "Columns")
    check_size(shape[1], shape[0])
    bits, channels = whole(dataset, "BitsAllocated"), whole(dataset, "SamplesPerPixel", 1)
    if bits not in (8, 16):
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "neither 8 nor 16 bits")
    if channels > 1:
        shape = (*shape, channels)
    if parsed.transfer_syntax not in _NATIVE | _COMPRESSED:
        # Manufacturers have some of their own, with the bytes of a pixel exchanged for one.
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "transfer syntax")
    return (
        _encapsulated(parsed, shape, bits // 8)
        if parsed.is_encapsulated
        else _native(parsed, shape, bits // 8)
    )


def _encapsulated(parsed: ParsedFile, shape: Shape, size: int) -> Codes:
    """Decode a frame as its first bytes say. Gateways convert films, and leave the transfer syntax."""
    frame, syntax = _frame(parsed), parsed.transfer_syntax
    is_luminance = False
    if frame.startswith(START):
        codes = _jpeg(frame, shape, size)
    elif frame.startswith(JPEG_2000_STARTS) or syntax in _JPEG_2000:
        codes = jpeg_2000_codes(_ended(frame), parsed.dataset, shape, size)
    elif syntax in _NATIVE | {uid.RLELossless}:
        codes = _rle(frame, shape, size)
        is_luminance = photometric(parsed.dataset).startswith("YBR")
    else:
        raise FilmRefused(RefusalReason.CORRUPT, "no codestream")
    return codes if codes.ndim == 2 else equal_channel(codes, is_luminance=is_luminance)


def _native(parsed: ParsedFile, shape: Shape, size: int) -> Codes:
    if parsed.pixels is None:
        raise FilmRefused(RefusalReason.CORRUPT, "no pixels")
    if parsed.transfer_syntax in _COMPRESSED and len(parsed.pixels) // 2 != -(-prod(shape) * size // 2):
        raise FilmRefused(RefusalReason.CORRUPT, "not encapsulated")
    order = ">" if parsed.transfer_syntax == uid.ExplicitVRBigEndian else "<"
    values = np.frombuffer(parsed.pixels, f"{order}u{size}", len(parsed.pixels) // size)
    if len(shape) > 2:
        return interleaved(parsed.dataset, values, shape)
    if len(values) < prod(shape):
        raise FilmRefused(RefusalReason.CORRUPT, "pixels are missing")
    return values[: prod(shape)].reshape(shape)


def _frame(parsed: ParsedFile) -> bytes:
    """Return the codestream of the first and only frame, put together from its fragments."""
    if parsed.pixels is None:
        raise FilmRefused(RefusalReason.CORRUPT, "no pixels")
    count_fragments(parsed.pixels)
    return next(generate_frames(bytes(parsed.pixels), number_of_frames=1))


def _rle(frame: bytes, shape: Shape, size: int) -> Codes:
    """Decode RLE (PS3.5 annex G). Raise FilmRefused (CORRUPT) if its segments are damaged.

    Each byte of a pixel has one PackBits segment, the most significant byte first.
    """
    header = np.frombuffer(frame, "<u4", _RLE_HEADER // 4).tolist()
    count = size * prod(shape[2:])
    starts = [*header[1 : count + 1], len(frame)]
    if header[0] != count or starts[0] < _RLE_HEADER or sorted(set(starts)) != starts:
        raise FilmRefused(RefusalReason.CORRUPT, "RLE segments")
    codes = np.empty((*shape, size), np.uint8)
    planes = codes.reshape(*shape[:2], count)
    pixels = shape[0] * shape[1]
    plane = np.empty(pixels + _RLE_PADDING, np.uint8)
    for i, (start, end) in enumerate(pairwise(starts)):
        decoded = imagecodecs.packbits_decode(frame[start:end], out=plane.data)
        if len(decoded) < pixels:
            raise FilmRefused(RefusalReason.CORRUPT, "an RLE segment is cut off")
        planes[..., (i // size + 1) * size - 1 - i % size] = plane[:pixels].reshape(shape[:2])
    return codes.view("<u2")[..., 0] if size == 2 else codes[..., 0]


def _jpeg(frame: bytes, shape: Shape, size: int) -> Codes:
    """Decode JPEG or JPEG-LS, in one channel or more."""
    head = _checked_frame(frame, shape, size)
    if head.marker == JPEG_LS:
        # CharLS takes a minute over a stream without end.
        return imagecodecs.jpegls_decode(frame[: head.end])
    codes = imagecodecs.jpeg8_decode(frame[: head.end])
    # libjpeg puts mid-grey where the stream was cut off: a film may have a grey foot of its own.
    if (codes[-_FILLED_ROWS:] == 1 << (head.precision - 1)).all():
        longer = imagecodecs.jpeg8_decode(with_more_pixels(frame, head.end))
        if not np.array_equal(longer, codes):
            raise FilmRefused(RefusalReason.CORRUPT, "the foot of the film is missing")
    return codes


def _checked_frame(frame: bytes, shape: Shape, size: int) -> Frame:
    """Return the head of the stream. Raise FilmRefused (CORRUPT) if it contradicts the header.

    A stream may have three channels of the same grey where the header says one, or the other way round.
    """
    head = frame_of(frame)
    if (head.height, head.width) != shape[:2] or head.channels not in (1, 3) or head.precision > 8 * size:
        raise FilmRefused(RefusalReason.CORRUPT, "another size than the header says")
    return head


def _ended(frame: bytes) -> bytes:
    """Return the stream to its end. Raise FilmRefused (CORRUPT) if it has none.

    Behind the end there may be padding of any length.
    """
    end = frame.rfind(_END_OF_IMAGE)
    if end < 0:
        raise FilmRefused(RefusalReason.CORRUPT, "no end of image")
    return frame[: end + len(_END_OF_IMAGE)]
