"""A film of a hospital -> the same film without whose it is, for the cloud."""

import io
import struct

from pydicom.datadict import dictionary_VR
from pydicom.dataelem import RawDataElement
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag, Tag
from pydicom.uid import UID, DeflatedExplicitVRLittleEndian, ExplicitVRLittleEndian

from cxr.errors import FilmRefused
from cxr.imaging.decode_errors import refuse_if_corrupt
from cxr.imaging.dicom.age import age
from cxr.imaging.dicom.elements import value_of, without_warnings
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS, READ_ELEMENTS, ParsedFile, parse
from cxr.study import RefusalReason
from infra.gateway.pseudonyms import Pseudonyms

_OLDEST = 90
"""Years: ages above are rare enough to name a person, so they become this one (45 CFR 164.514, HIPAA)."""

_STAY = {"PatientBirthDate", "StudyDate", "Manufacturer"}
"""Elements that are read and that stay in the hospital: the age is computed from them here, and our own
results were turned away at the door."""

_SENT = [Tag(tag) for tag in READ_ELEMENTS if tag not in {Tag(keyword) for keyword in _STAY}]
_WANTED = [*READ_ELEMENTS, *(Tag(keyword) for keyword in ("SOPInstanceUID", "IssuerOfPatientID"))]
_IN_ITEMS = {
    Tag(keyword)
    for keyword in ("CodeValue", "CodingSchemeDesignator", "CodeMeaning", "LUTDescriptor", "LUTData")
}
"""All that is read of the items of sequences: codes, and tables of greys."""

_PIXEL_DATA = Tag("PixelData")
_ITEM = 0xFFFEE000
_UNDEFINED = 0xFFFFFFFF


def stripped(film: bytes, pseudonyms: Pseudonyms) -> bytes:
    """Return a DICOM file with what is read of the film and nothing that names a person, place or day.

    Values and pixels stay as they came, to the byte, so the film is judged as the original would be. Letters
    that were burnt into the pixels stay, too. Raise FilmRefused for a damaged file.
    """
    with without_warnings(), refuse_if_corrupt(*CORRUPT_DICOM_ERRORS):
        parsed = parse(film, _WANTED)
        header = parsed.dataset
        identity = _identity(header, pseudonyms)
        for tag in list(header.keys()):
            if tag in _SENT and dictionary_VR(tag) == "SQ":
                _strip_items(header, tag)
            elif tag not in _SENT and tag != Tag("SpecificCharacterSet"):
                del header[tag]
        for keyword, value in identity.items():
            setattr(header, keyword, value)
        if parsed.pixels is not None:
            header[_PIXEL_DATA] = _pixels(parsed, parsed.pixels)
        return _written(header, parsed.transfer_syntax)


def _identity(header: Dataset, pseudonyms: Pseudonyms) -> dict[str, str | UID]:
    """Return what stands for patient, study and film. An empty value takes what the header has away."""
    patient, issuer, study, instance = (
        str(value_of(header, keyword) or "").strip(" \0")
        for keyword in ("PatientID", "IssuerOfPatientID", "StudyInstanceUID", "SOPInstanceUID")
    )
    years = age(header)
    return {
        "PatientID": pseudonyms.patient(patient, issuer) if patient else "",
        # Whole years: the validated ages are whole, so the smaller figure decides the same.
        "PatientAge": "" if years is None else f"{min(int(years), _OLDEST):03d}Y",
        "StudyInstanceUID": pseudonyms.uid(study) if study else "",
        "SOPInstanceUID": pseudonyms.uid(instance),
    }


def _strip_items(header: Dataset, tag: BaseTag) -> None:
    """Leave in the items of a sequence what is read of them. Leave a sequence out that cannot be parsed."""
    sequence = value_of(header, tag)
    if not isinstance(sequence, Sequence):
        del header[tag]
        return
    for item in sequence:
        for inner in set(item.keys()) - _IN_ITEMS:
            del item[inner]


def _pixels(parsed: ParsedFile, pixels: memoryview) -> RawDataElement:
    """Return Pixel Data with its bytes unchanged, and without what follows it in the file."""
    implicit, little = parsed.dataset.original_encoding
    if parsed.is_encapsulated:
        value, length = bytes(pixels[: _end_of_items(pixels)]), _UNDEFINED
    else:
        value, length = bytes(pixels), len(pixels)
    vr = "OB" if parsed.is_encapsulated else "OW"
    return RawDataElement(_PIXEL_DATA, vr, length, value, 0, bool(implicit), bool(little))


def _end_of_items(pixels: memoryview) -> int:
    """Return where the fragments of encapsulated pixels end (PS3.5 A.4)."""
    at = 0
    while at + 8 <= len(pixels):
        group, element, length = struct.unpack_from("<HHI", pixels, at)
        if group << 16 | element != _ITEM:
            return at
        at += 8 + length
    raise FilmRefused(RefusalReason.CORRUPT, "fragments without an end")


def _written(header: Dataset, syntax: str) -> bytes:
    inflated = syntax == DeflatedExplicitVRLittleEndian
    header.file_meta = FileMetaDataset()
    header.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian if inflated else UID(syntax)
    file = io.BytesIO()
    header.save_as(file, enforce_file_format=True)
    return file.getvalue()
