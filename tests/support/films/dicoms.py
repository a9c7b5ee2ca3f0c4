"""DICOM files for tests: a synthetic film, in the transfer syntaxes that hospitals send."""

import io
import warnings
from collections.abc import Callable
from typing import Any

import imagecodecs
import numpy as np
import numpy.typing as npt
from pydicom import uid
from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.tag import Tag

from tests.support.films.images import chest, encode

Pixels = npt.NDArray[np.uint8] | npt.NDArray[np.uint16]


def deep_chest(bits: int = 12, width: int = 300, height: int = 240) -> npt.NDArray[np.uint16]:
    """The film of ``chest`` over the whole range of ``bits``."""
    deep: npt.NDArray[np.uint16] = np.left_shift(chest(width, height), bits - 8, dtype=np.uint16)
    return deep


def precision(pixels: Pixels) -> int:
    """Bits that the film uses, as its header and its codestream say: 12 of the 16 in which it lies, say."""
    return max(int(pixels.max()).bit_length(), 8)


def jpeg_2000(pixels: Pixels) -> bytes:
    return bytes(
        imagecodecs.jpeg2k_encode(
            pixels, 0, codecformat="j2k", reversible=True, bitspersample=precision(pixels)
        )
    )


def jpeg_lossless(pixels: Pixels, predictor: int) -> bytes:
    return bytes(
        imagecodecs.jpeg8_encode(pixels, lossless=True, predictor=predictor, bitspersample=precision(pixels))
    )


ENCODERS: dict[str, Callable[[Pixels], bytes]] = {
    uid.JPEGBaseline8Bit: lambda pixels: encode(pixels, "JPEG", quality=95),
    uid.JPEGExtended12Bit: lambda pixels: bytes(imagecodecs.jpeg8_encode(pixels, 95, bitspersample=12)),
    uid.JPEGLossless: lambda pixels: jpeg_lossless(pixels, 7),
    uid.JPEGLosslessSV1: lambda pixels: jpeg_lossless(pixels, 1),
    uid.JPEGLSLossless: lambda pixels: bytes(imagecodecs.jpegls_encode(pixels)),
    uid.JPEGLSNearLossless: lambda pixels: bytes(imagecodecs.jpegls_encode(pixels, 2)),
    uid.JPEG2000Lossless: jpeg_2000,
    uid.JPEG2000: jpeg_2000,
    uid.HTJ2KLossless: lambda pixels: bytes(imagecodecs.htj2k_encode(pixels, reversible=True)),
}


def dataset(pixels: Pixels, **elements: Any) -> Dataset:
    """A plain film with window over its range; ``elements`` by keyword, None takes one away."""
    bits = precision(pixels)
    made = Dataset()
    made.SOPClassUID, made.SOPInstanceUID = uid.DigitalXRayImageStorageForPresentation, "1.2.3.4"
    made.Modality, made.BodyPartExamined, made.ViewPosition = "DX", "CHEST", "PA"
    made.Rows, made.Columns, made.SamplesPerPixel = *pixels.shape, 1
    made.PhotometricInterpretation, made.PixelRepresentation = "MONOCHROME2", 0
    made.BitsAllocated, made.BitsStored, made.HighBit = 8 * pixels.itemsize, bits, bits - 1
    made.WindowCenter, made.WindowWidth = 2 ** (bits - 1), 2**bits
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # some values are meant to be wrong
        for keyword, value in elements.items():
            if value is None:
                delattr(made, keyword)
            elif isinstance(value, RawDataElement):
                made[value.tag] = value
            else:
                setattr(made, keyword, value)
    return made


def raw(keyword: str, value: bytes, vr: str | None = None) -> RawDataElement:
    """An element that holds just these bytes, whether or not they are of its type."""
    tag = Tag(keyword)
    even = value + b" " * (len(value) % 2)
    return RawDataElement(
        tag, vr or dictionary_VR(tag), len(even), even, 0, is_implicit_VR=False, is_little_endian=True
    )


def dicom(pixels: Pixels, syntax: str = uid.ExplicitVRLittleEndian, **elements: Any) -> bytes:
    """The bytes of a DICOM file."""
    made = dataset(pixels, **elements)
    if syntax in ENCODERS:
        made.PixelData = encapsulate([ENCODERS[syntax](pixels)])
        made["PixelData"].VR = "OB"
    elif "PixelData" not in elements:
        swapped = syntax == uid.ExplicitVRBigEndian
        made.PixelData = (pixels.byteswap() if swapped else pixels).tobytes()
        made["PixelData"].VR = "OW"
    if syntax == uid.RLELossless:
        made.file_meta = FileMetaDataset()
        made.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
        made.compress(uid.RLELossless, generate_instance_uid=False)
    return written(made, syntax)


def written(made: Dataset, syntax: str = uid.ExplicitVRLittleEndian) -> bytes:
    """The bytes of a dataset as a file."""
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = uid.UID(syntax)
    file = io.BytesIO()
    made.save_as(file, enforce_file_format=True)
    return file.getvalue()
