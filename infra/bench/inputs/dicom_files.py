"""Synthetic 12-bit films as DICOM files, in the transfer syntaxes that hospitals use."""

import io
from collections.abc import Callable

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.encaps import encapsulate

from infra.bench.inputs.synthetic_film import GreyLevels, synthetic_film

BITS = 12


def dicom_file(megapixels: float, syntax: str) -> bytes:
    """Return a digital radiograph of a synthetic film; ``syntax`` is a key of TRANSFER_SYNTAXES."""
    transfer_syntax, encode = TRANSFER_SYNTAXES[syntax]
    levels = synthetic_film(megapixels, BITS)
    dataset = Dataset()
    dataset.file_meta = FileMetaDataset()
    dataset.file_meta.TransferSyntaxUID = uid.ExplicitVRLittleEndian
    dataset.SOPClassUID = uid.DigitalXRayImageStorageForPresentation
    for level in ("Study", "Series", "SOP"):
        identifier = uid.generate_uid(entropy_srcs=["pneumoscope", "bench", level])
        setattr(dataset, f"{level}InstanceUID", identifier)
    dataset.Modality, dataset.BodyPartExamined, dataset.ViewPosition = "DX", "CHEST", "AP"
    dataset.WindowCenter, dataset.WindowWidth = 1 << (BITS - 1), 1 << BITS
    dataset.set_pixel_data(levels, "MONOCHROME2", BITS, generate_instance_uid=False)
    if encode:
        dataset.file_meta.TransferSyntaxUID = transfer_syntax
        dataset.PixelData = encapsulate([bytes(encode(levels))])
        dataset["PixelData"].VR, dataset["PixelData"].is_undefined_length = "OB", True
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _rle(levels: GreyLevels) -> bytes:
    """Encode as RLE (PS3.5 annex G): a segment for each byte of a pixel, the high byte first."""
    segments = [imagecodecs.packbits_encode(plane.astype(np.uint8)) for plane in (levels >> 8, levels & 255)]
    segments = [segment + b"\0" * (len(segment) % 2) for segment in segments]
    header = np.array([2, 64, 64 + len(segments[0]), *[0] * 13], "<u4").tobytes()
    return header + b"".join(segments)


def _jpeg_2000(levels: GreyLevels) -> bytes | bytearray:
    return imagecodecs.jpeg2k_encode(levels, codecformat="j2k", bitspersample=BITS, reversible=True)


def _jpeg_2000_lossy(levels: GreyLevels) -> bytes | bytearray:
    # 50 decibels: a lossless film with grain and 64 megapixels would exceed the 50 MB of an upload.
    return imagecodecs.jpeg2k_encode(levels, 50, codecformat="j2k", bitspersample=BITS)


def _jpeg_lossless(levels: GreyLevels) -> bytes | bytearray:
    # The transfer syntax prescribes selection value 1.
    return imagecodecs.jpeg8_encode(levels, lossless=True, predictor=1, bitspersample=BITS)


TRANSFER_SYNTAXES: dict[str, tuple[uid.UID, Callable[[GreyLevels], bytes | bytearray] | None]] = {
    "uncompressed": (uid.ExplicitVRLittleEndian, None),
    "RLE": (uid.RLELossless, _rle),
    "JPEG lossless": (uid.JPEGLosslessSV1, _jpeg_lossless),
    "JPEG-LS": (uid.JPEGLSLossless, imagecodecs.jpegls_encode),
    "JPEG 2000": (uid.JPEG2000Lossless, _jpeg_2000),
    "JPEG 2000, lossy": (uid.JPEG2000, _jpeg_2000_lossy),
}
