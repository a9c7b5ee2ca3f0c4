"""Bytes of a DICOM file -> the few elements that are looked at, and where its pixels lie."""

import io
import zlib
from dataclasses import dataclass

from pydicom.datadict import dictionary_VR
from pydicom.dataset import Dataset
from pydicom.errors import BytesLengthException, InvalidDicomError
from pydicom.filereader import read_dataset, read_preamble
from pydicom.tag import BaseTag, Tag
from pydicom.uid import (
    DeflatedExplicitVRLittleEndian,
    ExplicitVRBigEndian,
    ExplicitVRLittleEndian,
    ImplicitVRLittleEndian,
)

from cxr.errors import FilmRefused
from cxr.imaging.size_limits import MAX_PIXELS
from cxr.study import RefusalReason

_HEADER = (
    *("SOPClassUID", "Manufacturer", "Modality", "BodyPartExamined", "AnatomicRegionSequence"),
    *("ViewPosition", "ViewCodeSequence"),
    *("PatientID", "StudyInstanceUID", "PatientAge", "PatientBirthDate"),
    *("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate"),
    *("Laterality", "ImageLaterality", "PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"),
)
_PIXELS = (
    *("Rows", "Columns", "SamplesPerPixel", "NumberOfFrames", "PhotometricInterpretation"),
    *("BitsAllocated", "BitsStored", "HighBit", "PixelRepresentation"),
    *("PixelPaddingValue", "PixelPaddingRangeLimit"),
)
_CONTRAST = (
    *("ModalityLUTSequence", "RescaleSlope", "RescaleIntercept"),
    *("VOILUTSequence", "WindowCenter", "WindowWidth", "VOILUTFunction"),
)
_COLOUR = (
    "PlanarConfiguration",
    *(
        f"{colour}PaletteColorLookupTable{part}"
        for colour in ("Red", "Green", "Blue")
        for part in ("Descriptor", "Data")
    ),
)

OVERLAY_BITS = tuple(Tag(group, 0x0102) for group in range(0x6000, 0x6020, 2))
"""Overlay Bit Position of each overlay plane (PS3.3 C.9.2)."""

READ_ELEMENTS: list[BaseTag | int] = [
    *(Tag(keyword) for keyword in (*_HEADER, *_PIXELS, *_CONTRAST, *_COLOUR)),
    *OVERLAY_BITS,
]
"""All that is read of a film beside its pixels, to judge it."""

REFERENCE_ELEMENTS: list[BaseTag | int] = [
    Tag(keyword)
    for keyword in (
        *("SOPInstanceUID", "SeriesInstanceUID", "PatientOrientation"),
        *("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod"),
    )
]
"""What is read beside that for results that are filed with the film."""

_WANTED_VALUES = {
    tag for tag in (*READ_ELEMENTS, *REFERENCE_ELEMENTS) if dictionary_VR(tag) not in ("SQ", "OW")
}

_LONGEST_VALUE = 65_535
"""Bytes: explicit encoding allows no more for these elements. In implicit encoding, millions of numbers would
fit into one, and pydicom makes an object of each."""

CORRUPT_DICOM_ERRORS = (BytesLengthException, InvalidDicomError)
"""What pydicom raises on damaged bytes beside CORRUPT_FILE_ERRORS of ``cxr.imaging.decode_errors``.

It parses an element when the element is first looked at."""

_PIXEL_DATA, _FIRST_PIXELS = 0x7FE00010, 0x7FE00008
"""Between them are floating-point pixels. Before them are offsets of frames, which one film does not need."""

_UNDEFINED = 0xFFFFFFFF
_LONG_VRS = ("OB", "OW", "UN", "OF", "OD", "OL", "OV")

_MAX_READS = 100_000
"""Pieces of a header; a real one has a few thousand. Millions fit in a file and take a minute to parse."""

_MAX_INFLATED = 2 * MAX_PIXELS + 16_000_000
"""Bytes: the largest film there may be at 16 bits, and room for its header."""


@dataclass(frozen=True, slots=True)
class ParsedFile:
    """``pixels``: the bytes of Pixel Data, as they are encoded; None where there are none."""

    dataset: Dataset
    transfer_syntax: str
    pixels: memoryview | None
    is_encapsulated: bool = False


class Bounded(io.BytesIO):
    """Stops a parser that is kept busy. Raises ValueError, as other damage does."""

    def __init__(self, data: bytes, reads: int = _MAX_READS) -> None:
        super().__init__(data)
        self._left = reads

    def read(self, size: int | None = -1, /) -> bytes:
        """Read as BytesIO does. Raise ValueError after ``reads`` of them."""
        self._left -= 1
        if self._left < 0:
            raise ValueError("too many elements")
        return super().read(size)


class _PixelElement:
    """Stops the parser at the first element that holds pixels, and remembers which it was."""

    tag, vr, length = 0, "", 0

    def __call__(self, tag: BaseTag, vr: str | None, length: int) -> bool:
        if tag < _FIRST_PIXELS:
            if _LONGEST_VALUE < length < _UNDEFINED and tag in _WANTED_VALUES:
                raise ValueError("too long a value")
            return False
        self.tag, self.vr, self.length = int(tag), vr or "", length
        return True


def parse(data: bytes, wanted: list[BaseTag | int] = READ_ELEMENTS) -> ParsedFile:
    """Parse the ``wanted`` elements up to the pixels, which are neither copied nor decoded.

    Raise FilmRefused: TOO_LARGE for a deflated file that unfolds into gigabytes, UNSUPPORTED_FORMAT for
    floating point. Raise anything of ``cxr.imaging.decode_errors.CORRUPT_FILE_ERRORS`` for a damaged file.
    """
    file = Bounded(data)
    read_preamble(file, force=True)
    meta = read_dataset(file, False, True, stop_when=lambda tag, *_: tag.group != 2)
    syntax = _syntax(str(meta.get("TransferSyntaxUID") or ""), data[file.tell() : file.tell() + 6])
    if syntax == DeflatedExplicitVRLittleEndian:
        data = _inflate(memoryview(data)[file.tell() :])
        file = Bounded(data)
    element = _PixelElement()
    dataset = read_dataset(
        file,
        syntax == ImplicitVRLittleEndian,
        syntax != ExplicitVRBigEndian,
        stop_when=element,
        specific_tags=wanted,
    )
    if "SOPClassUID" not in dataset and "MediaStorageSOPClassUID" in meta:
        dataset.SOPClassUID = meta.MediaStorageSOPClassUID  # of a DICOMDIR, nothing else says what it is
    if _FIRST_PIXELS <= element.tag < _PIXEL_DATA:
        raise FilmRefused(RefusalReason.UNSUPPORTED_FORMAT, "floating point")
    if element.tag != _PIXEL_DATA:
        return ParsedFile(dataset, syntax, None)
    start = file.tell() + (12 if element.vr in _LONG_VRS else 8)
    is_encapsulated = element.length == _UNDEFINED
    end = len(data) if is_encapsulated else start + element.length
    return ParsedFile(dataset, syntax, memoryview(data)[start:end], is_encapsulated)


def _syntax(stated: str, first_element: bytes) -> str:
    """Return the stated transfer syntax, or that of the first element if the two contradict each other.

    An explicit one names the type of each element, and the numbers of groups are small. Gateways convert
    files and leave the transfer syntax as it was.
    """
    is_explicit, is_big = first_element[4:6].isalpha(), first_element[:1] == b"\0" < first_element[1:2]
    little = ExplicitVRLittleEndian if is_explicit else ImplicitVRLittleEndian
    if stated == DeflatedExplicitVRLittleEndian:
        return little if is_explicit and first_element[:2] == b"\x08\0" else stated
    if not stated or is_big != (stated == ExplicitVRBigEndian):
        return ExplicitVRBigEndian if is_big and is_explicit else little
    return stated


def _inflate(deflated: memoryview) -> bytes:
    inflated = zlib.decompressobj(-zlib.MAX_WBITS).decompress(deflated, _MAX_INFLATED + 1)
    if len(inflated) > _MAX_INFLATED:
        raise FilmRefused(RefusalReason.TOO_LARGE, "inflated")
    return inflated
