"""A 12-bit film as DICOM, in the transfer syntaxes in which hospitals send it."""

import io
from collections.abc import Callable

import imagecodecs
import numpy as np
from pydicom import uid
from pydicom.dataset import FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate

from infra.bench.films import Grey, film

BITS = 12


def dicom(megapixels: float, syntax: str) -> bytes:
    """A digital radiograph of nobody; ``syntax`` is a name of SYNTAXES."""
    transfer_syntax, encode = SYNTAXES[syntax]
    codes = film(megapixels, BITS)
    pixels = encode(codes)
    dataset = _dataset(codes, transfer_syntax)
    encapsulated = transfer_syntax.is_encapsulated
    dataset.PixelData = encapsulate([pixels]) if encapsulated else pixels
    dataset["PixelData"].VR = "OB" if encapsulated else "OW"
    dataset["PixelData"].is_undefined_length = encapsulated
    file = io.BytesIO()
    dataset.save_as(file, enforce_file_format=True)
    return file.getvalue()


def _dataset(codes: Grey, transfer_syntax: uid.UID) -> FileDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = uid.DigitalXRayImageStorageForPresentation
    meta.MediaStorageSOPInstanceUID = uid.generate_uid(entropy_srcs=["pneumoscope", "bench"])
    meta.TransferSyntaxUID = transfer_syntax
    dataset = FileDataset("", {}, file_meta=meta, preamble=b"\0" * 128)
    dataset.SOPClassUID = meta.MediaStorageSOPClassUID
    dataset.SOPInstanceUID = meta.MediaStorageSOPInstanceUID
    dataset.Modality, dataset.BodyPartExamined, dataset.ViewPosition = "DX", "CHEST", "AP"
    dataset.Rows, dataset.Columns = codes.shape
    dataset.SamplesPerPixel, dataset.PhotometricInterpretation = 1, "MONOCHROME2"
    dataset.BitsAllocated, dataset.BitsStored, dataset.HighBit = 16, BITS, BITS - 1
    dataset.PixelRepresentation = 0
    dataset.WindowCenter, dataset.WindowWidth = 1 << (BITS - 1), 1 << BITS
    return dataset


def _native(codes: Grey) -> bytes:
    return codes.astype("<u2").tobytes()


def _rle(codes: Grey) -> bytes:
    """PS3.5 annex G: a segment for each byte of a pixel, the upper one first, each row by itself."""
    planes = (codes >> 8).astype(np.uint8), (codes & 255).astype(np.uint8)
    segments = [b"".join(imagecodecs.packbits_encode(row.tobytes()) for row in plane) for plane in planes]
    segments = [segment + b"\0" * (len(segment) % 2) for segment in segments]
    starts = [64, 64 + len(segments[0])]
    header = np.array([2, *starts, *[0] * 13], "<u4").tobytes()
    return header + b"".join(segments)


def _jpeg_2000(codes: Grey) -> bytes:
    encoded = imagecodecs.jpeg2k_encode(codes, codecformat="j2k", bitspersample=BITS, reversible=True)
    return bytes(encoded)


def _jpeg_2000_lossy(codes: Grey) -> bytes:
    # 50 decibels: lossless, a film of 64 megapixels and with grain would exceed the 50 MB of an upload.
    return bytes(imagecodecs.jpeg2k_encode(codes, 50, codecformat="j2k", bitspersample=BITS))


def _jpeg_ls(codes: Grey) -> bytes:
    return bytes(imagecodecs.jpegls_encode(codes))


def _jpeg_lossless(codes: Grey) -> bytes:
    # Selection value 1, as the transfer syntax demands.
    return bytes(imagecodecs.jpeg8_encode(codes, lossless=True, predictor=1, bitspersample=BITS))


SYNTAXES: dict[str, tuple[uid.UID, Callable[[Grey], bytes]]] = {
    "uncompressed": (uid.ExplicitVRLittleEndian, _native),
    "RLE": (uid.RLELossless, _rle),
    "JPEG lossless": (uid.JPEGLosslessSV1, _jpeg_lossless),
    "JPEG-LS": (uid.JPEGLSLossless, _jpeg_ls),
    "JPEG 2000": (uid.JPEG2000Lossless, _jpeg_2000),
    "JPEG 2000, lossy": (uid.JPEG2000, _jpeg_2000_lossy),
}
