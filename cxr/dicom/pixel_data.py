"""The Pixel Data of a DICOM file -> codes, as the detector or the scanner stored them."""

from collections.abc import Callable

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.encaps import generate_frames

from cxr.dicom.fragments import count_fragments
from cxr.dicom.jpeg_2000 import jpeg_2000_codes
from cxr.dicom.parsing import ParsedFile
from cxr.errors import FilmRefused
from cxr.greyscale import Codes
from cxr.jpeg import frame_of
from cxr.study import RefusalReason
from cxr.viewing import check_size

_END_OF_IMAGE = b"\xff\xd9"
_MORE_PIXELS = bytes(range(1, 255)) * 4

_TAIL = 64
"""Bytes in which a codestream must end: behind its end there may be padding."""

_NATIVE = {
    uid.ImplicitVRLittleEndian,
    uid.ExplicitVRLittleEndian,
    uid.ExplicitVRBigEndian,
    uid.DeflatedExplicitVRLittleEndian,
}

_JPEG_2000 = {uid.JPEG2000Lossless, uid.JPEG2000, uid.HTJ2KLossless, uid.HTJ2KLosslessRPCL, uid.HTJ2K}

_RLE_HEADER = 64
_FILLED_ROWS = 16

Shape = tuple[int, int]


def pixel_codes(parsed: ParsedFile) -> Codes:
    """Decode the one frame: (rows, columns), uint8 or uint16 by BitsAllocated.

    JPEG 2000 may come with rows and columns halved (``cxr.dicom.jpeg_2000``). The sizes that the
    header and the codestream name are compared before anything is allocated. Raise FilmRefused
    (TOO_SMALL, TOO_LARGE, CORRUPT, UNSUPPORTED_FORMAT), and anything of
    ``cxr.damage.DAMAGE``.
    """
    dataset = parsed.dataset
    shape = int(dataset.Rows), int(dataset.Columns)
    check_size(shape[1], shape[0])
    if dataset.BitsAllocated not in (8, 16):
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "neither 8 nor 16 bits")
    size = int(dataset.BitsAllocated) // 8
    if not parsed.is_encapsulated:
        return _native(parsed, shape, size)
    if parsed.transfer_syntax in _JPEG_2000:
        frame = _frame(parsed)
        _check_end(frame)
        return jpeg_2000_codes(frame, dataset, shape, size)
    decode = _DECODERS.get(parsed.transfer_syntax)
    if decode is None:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "transfer syntax")
    codes = decode(_frame(parsed), shape, size)
    if codes.shape != shape:
        raise FilmRefused(RefusalReason.CORRUPT, "another size than the header says")
    return codes


def _native(parsed: ParsedFile, shape: Shape, size: int) -> Codes:
    if parsed.transfer_syntax in {*_DECODERS, *_JPEG_2000} or parsed.pixels is None:
        raise FilmRefused(RefusalReason.CORRUPT, "not encapsulated")
    if parsed.transfer_syntax not in _NATIVE:
        # Manufacturers have some of their own, with the bytes of a pixel exchanged for one.
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "transfer syntax")
    count = shape[0] * shape[1]
    if len(parsed.pixels) < count * size:
        raise FilmRefused(RefusalReason.CORRUPT, "pixels are missing")
    order = ">" if parsed.transfer_syntax == uid.ExplicitVRBigEndian else "<"
    return np.frombuffer(parsed.pixels, f"{order}u{size}", count).reshape(shape)


def _frame(parsed: ParsedFile) -> bytes:
    """The codestream of the first and only frame, put together from its fragments."""
    if parsed.pixels is None:
        raise FilmRefused(RefusalReason.CORRUPT, "no pixels")
    count_fragments(parsed.pixels)
    return next(generate_frames(bytes(parsed.pixels), number_of_frames=1))


def _rle(frame: bytes, shape: Shape, size: int) -> Codes:
    """PS3.5 annex G: one PackBits segment for each byte of a pixel, the most significant first."""
    header = np.frombuffer(frame, "<u4", _RLE_HEADER // 4).tolist()
    starts = [*header[1 : size + 1], len(frame)]
    if header[0] != size or starts[0] < _RLE_HEADER or sorted(set(starts)) != starts:
        raise FilmRefused(RefusalReason.CORRUPT, "RLE segments")
    codes = np.empty((*shape, size), np.uint8)
    for i in range(size):
        plane = bytearray(shape[0] * shape[1])
        decoded = imagecodecs.packbits_decode(frame[starts[i] : starts[i + 1]], out=plane)
        if len(decoded) < len(plane):
            raise FilmRefused(RefusalReason.CORRUPT, "an RLE segment is cut off")
        codes[..., size - 1 - i] = np.frombuffer(plane, np.uint8).reshape(shape)
    return codes.view("<u2")[..., 0] if size == 2 else codes[..., 0]


def _jpeg(frame: bytes, shape: Shape, size: int) -> Codes:
    _check_end(frame)
    head = frame_of(frame)
    if (head.height, head.width, head.channels) != (*shape, 1) or head.precision > 8 * size:
        raise FilmRefused(RefusalReason.CORRUPT, "another size than the header says")
    codes = imagecodecs.jpeg8_decode(frame)
    # libjpeg puts mid-grey where the stream was cut off.
    is_filled = (codes[-_FILLED_ROWS:] == 1 << (head.precision - 1)).all()
    if is_filled and (head.is_lossy or _goes_on(frame, codes)):
        raise FilmRefused(RefusalReason.CORRUPT, "the foot of the film is missing")
    return codes


def _goes_on(frame: bytes, codes: Codes) -> bool:
    """Whether pixels behind the end of the stream would be used: a film may have a grey foot of its own."""
    end = frame.rindex(_END_OF_IMAGE)
    return not np.array_equal(imagecodecs.jpeg8_decode(frame[:end] + _MORE_PIXELS + frame[end:]), codes)


def _jpeg_ls(frame: bytes, shape: Shape, size: int) -> Codes:
    # CharLS takes a minute over a stream without end.
    _check_end(frame)
    head = frame_of(frame)
    if (head.height, head.width, head.channels) != (*shape, 1) or head.precision > 8 * size:
        raise FilmRefused(RefusalReason.CORRUPT, "another size than the header says")
    return imagecodecs.jpegls_decode(frame)


def _check_end(frame: bytes) -> None:
    if _END_OF_IMAGE not in frame[-_TAIL:]:
        raise FilmRefused(RefusalReason.CORRUPT, "no end of image")


_DECODERS: dict[str, Callable[[bytes, Shape, int], Codes]] = {
    uid.RLELossless: _rle,
    **dict.fromkeys(
        (uid.JPEGBaseline8Bit, uid.JPEGExtended12Bit, uid.JPEGLossless, uid.JPEGLosslessSV1), _jpeg
    ),
    **dict.fromkeys((uid.JPEGLSLossless, uid.JPEGLSNearLossless), _jpeg_ls),
}
