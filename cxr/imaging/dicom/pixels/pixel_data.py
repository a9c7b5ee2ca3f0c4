"""The Pixel Data of a DICOM file -> codes, as the detector or the scanner stored them."""

from collections.abc import Callable
from itertools import pairwise
from math import prod

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.encaps import generate_frames

from cxr.errors import FilmRefused
from cxr.imaging.dicom.elements import text
from cxr.imaging.dicom.parser import ParsedFile
from cxr.imaging.dicom.pixels.colour import equal_channel, interleaved
from cxr.imaging.dicom.pixels.fragments import count_fragments
from cxr.imaging.dicom.pixels.jpeg_2000 import jpeg_2000_codes
from cxr.imaging.greys.film_area import Codes
from cxr.imaging.size_limits import check_size
from cxr.imaging.structure.jpeg_markers import Frame, frame_of, with_more_pixels
from cxr.study import RefusalReason

_END_OF_IMAGE = b"\xff\xd9"

_NATIVE = {
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
}

_JPEG_2000 = {uid.JPEG2000Lossless, uid.JPEG2000, uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K}

_RLE_HEADER = 64
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
    shape: Shape = int(dataset.Rows), int(dataset.Columns)
    check_size(shape[1], shape[0])
    if dataset.BitsAllocated not in (8, 16):
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "neither 8 nor 16 bits")
    size = int(dataset.BitsAllocated) // 8
    if int(dataset.SamplesPerPixel) > 1:
        shape = (*shape, int(dataset.SamplesPerPixel))
    if not parsed.is_encapsulated:
        return _native(parsed, shape, size)
    if parsed.transfer_syntax in _JPEG_2000:
        codes = jpeg_2000_codes(_ended(_frame(parsed)), dataset, shape, size)
        return codes if len(shape) == 2 else equal_channel(codes, is_luminance=False)
    decode = _DECODERS.get(parsed.transfer_syntax)
    if decode is None:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "transfer syntax")
    codes = decode(_frame(parsed), shape, size)
    if codes.shape != shape:
        raise FilmRefused(RefusalReason.CORRUPT, "another size than the header says")
    is_luminance = decode is _rle and text(dataset, "PhotometricInterpretation").startswith("YBR")
    return codes if len(shape) == 2 else equal_channel(codes, is_luminance=is_luminance)


def _native(parsed: ParsedFile, shape: Shape, size: int) -> Codes:
    if parsed.transfer_syntax in {*_DECODERS, *_JPEG_2000} or parsed.pixels is None:
        raise FilmRefused(RefusalReason.CORRUPT, "not encapsulated")
    if parsed.transfer_syntax not in _NATIVE:
        # Manufacturers have some of their own, with the bytes of a pixel exchanged for one.
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "transfer syntax")
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
    plane = np.empty(shape[0] * shape[1], np.uint8)
    for i, (start, end) in enumerate(pairwise(starts)):
        decoded = imagecodecs.packbits_decode(frame[start:end], out=plane.data)
        if len(decoded) < len(plane):
            raise FilmRefused(RefusalReason.CORRUPT, "an RLE segment is cut off")
        planes[..., (i // size + 1) * size - 1 - i % size] = plane.reshape(shape[:2])
    return codes.view("<u2")[..., 0] if size == 2 else codes[..., 0]


def _jpeg(frame: bytes, shape: Shape, size: int) -> Codes:
    head = _checked_frame(frame, shape, size)
    codes = imagecodecs.jpeg8_decode(frame[: head.end])
    # libjpeg puts mid-grey where the stream was cut off: a film may have a grey foot of its own.
    if (codes[-_FILLED_ROWS:] == 1 << (head.precision - 1)).all():
        longer = imagecodecs.jpeg8_decode(with_more_pixels(frame, head.end))
        if not np.array_equal(longer, codes):
            raise FilmRefused(RefusalReason.CORRUPT, "the foot of the film is missing")
    return codes


def _jpeg_ls(frame: bytes, shape: Shape, size: int) -> Codes:
    # CharLS takes a minute over a stream without end.
    return imagecodecs.jpegls_decode(frame[: _checked_frame(frame, shape, size).end])


def _checked_frame(frame: bytes, shape: Shape, size: int) -> Frame:
    """Return the head of the stream. Raise FilmRefused (CORRUPT) if it contradicts the header."""
    head = frame_of(frame)
    if (
        (head.height, head.width) != shape[:2]
        or head.channels != prod(shape[2:])
        or head.precision > 8 * size
    ):
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


_DECODERS: dict[str, Callable[[bytes, Shape, int], Codes]] = {
    uid.RLELossless: _rle,
    **dict.fromkeys(
        (uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLossless, uid.JPEGLosslessSV1), _jpeg
    ),
    **dict.fromkeys((uid.JPEGLSLossless, uid.JPEGLSNearLossless), _jpeg_ls),
}
