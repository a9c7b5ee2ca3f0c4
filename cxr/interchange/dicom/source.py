"""The header of a film, as far as a result that is filed beside the film repeats it."""

from collections.abc import Mapping
from dataclasses import dataclass

from pydicom.datadict import dictionary_VR
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.tag import BaseTag, Tag
from pydicom.uid import UID

from cxr.errors import NothingToReferTo
from cxr.imaging.decode_errors import refuse_if_corrupt
from cxr.imaging.dicom.elements import value_of, without_warnings
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS, parse

PATIENT = ("PatientName", "PatientID", "IssuerOfPatientID", "PatientBirthDate", "PatientSex", "PatientAge")
STUDY = (
    *("StudyInstanceUID", "StudyID", "StudyDate", "StudyTime", "StudyDescription"),
    *("AccessionNumber", "IssuerOfAccessionNumberSequence", "ReferringPhysicianName"),
)
_REMOVED = ("PatientIdentityRemoved", "DeidentificationMethod")
REPEATED = ("SpecificCharacterSet", "TimezoneOffsetFromUTC", *PATIENT, *_REMOVED, *STUDY)
"""What a result repeats, so that it is filed with the film. No side of the body is among it."""

LOSSY = ("LossyImageCompression", "LossyImageCompressionRatio", "LossyImageCompressionMethod")
CONTRAST = (
    *("ModalityLUTSequence", "RescaleIntercept", "RescaleSlope", "RescaleType"),
    *("VOILUTSequence", "WindowCenter", "WindowWidth", "VOILUTFunction"),
)
_REFERENCED = ("SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")
_PICTURE = (
    "Modality",
    "Rows",
    "Columns",
    "PatientOrientation",
    "PhotometricInterpretation",
    "PixelAspectRatio",
)

_WANTED: list[BaseTag | int] = [
    *(Tag(keyword) for keyword in (*REPEATED, *_REFERENCED, *_PICTURE, *LOSSY, *CONTRAST)),
    *(Tag("PixelSpacing"), Tag("ImagerPixelSpacing")),
]

_NO_UID = (
    "The DICOM header lacks a valid Study, Series or SOP Instance UID, so no result can refer to the film; "
    "have the header corrected."
)


@dataclass(frozen=True, slots=True, repr=False)
class SourceHeader:
    """A film's header. It names the patient: store, log and raise nothing of it.

    ``dataset`` is for reading: pydicom parses an element of it when that is first looked at. ``elements`` are
    the same by tag, as they came. ``rows`` and ``columns`` are those of the stored film.
    """

    dataset: Dataset
    elements: Mapping[BaseTag | int, DataElement | RawDataElement]
    sop_class: UID
    sop_instance: UID
    series: UID
    rows: int
    columns: int

    def copy(self, keyword: str, to: Dataset) -> None:
        """Copy an element of text with its bytes unchanged, so that no name is encoded again, or a sequence.

        Copy nothing if the element is missing or, being a sequence, cannot be parsed.
        """
        tag, vr = Tag(keyword), dictionary_VR(keyword)
        element = self.elements.get(tag)
        if element is None:
            return
        if isinstance(element, RawDataElement) and vr != "SQ":
            words = element.value or b""
            padding = (b"\0" if vr == "UI" else b" ") * (len(words) % 2)
            to[tag] = element._replace(VR=vr, value=words + padding)
            return
        value = value_of(self.dataset, keyword)
        if value is not None:
            to[tag] = DataElement(tag, vr, value)


def source_header(data: bytes) -> SourceHeader:
    """Return the header of a DICOM film that the reader accepted.

    Raise NothingToReferTo if the film cannot be referred to, and FilmRefused if its header is damaged.
    """
    with without_warnings(), refuse_if_corrupt(*CORRUPT_DICOM_ERRORS):
        dataset = parse(data, _WANTED).dataset
        elements = {tag: dataset.get_item(tag) for tag in _WANTED if tag in dataset}
        uids = [UID(str(value_of(dataset, keyword) or "").strip(" \0")) for keyword in _REFERENCED]
        rows, columns = int(dataset.Rows), int(dataset.Columns)
    if not all(uid.is_valid for uid in uids):
        raise NothingToReferTo(_NO_UID)
    sop_class, sop_instance, series, _ = uids
    return SourceHeader(dataset, elements, sop_class, sop_instance, series, rows, columns)
