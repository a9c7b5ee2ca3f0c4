"""What every DICOM object of a result has in common: whose it is, where it is filed, and what made it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import (
    UID,
    Comprehensive3DSRStorage,
    ComprehensiveSRStorage,
    ExplicitVRLittleEndian,
    GrayscaleSoftcopyPresentationStateStorage,
    SecondaryCaptureImageStorage,
)

from cxr.imaging.dicom.elements import text
from cxr.interchange.dicom.source import REPEATED, SourceHeader
from cxr.interchange.dicom.uids import uid_of
from cxr.interchange.statement import Statement
from cxr.study import RESULT_MANUFACTURER

SERIES_DESCRIPTION = "Pneumoscope AI result, not verified"


class ObjectKind(StrEnum):
    """The DICOM objects that a result comes in. SR3D is the same report for systems that ask for 3D."""

    SR = "sr"
    SR3D = "sr3d"
    SC = "sc"
    PR = "pr"


@dataclass(frozen=True, slots=True)
class _Form:
    sop_class: UID
    modality: str
    series_number: int


_FORMS = {
    ObjectKind.SR: _Form(ComprehensiveSRStorage, "SR", 901),
    ObjectKind.SR3D: _Form(Comprehensive3DSRStorage, "SR", 904),
    # OT keeps the picture out of hanging protocols and rules that route X-ray films.
    ObjectKind.SC: _Form(SecondaryCaptureImageStorage, "OT", 902),
    ObjectKind.PR: _Form(GrayscaleSoftcopyPresentationStateStorage, "PR", 903),
}

# A result must have these, empty where the film has none (type 2 of PS3.3 C.7.1.1 and C.7.2.1).
_MAY_BE_EMPTY = (
    *("PatientName", "PatientID", "PatientBirthDate", "PatientSex"),
    *("StudyID", "StudyDate", "StudyTime", "AccessionNumber", "ReferringPhysicianName"),
)


@dataclass(frozen=True, slots=True)
class Origin:
    """What a result is made of: the film's header, what is said of the film, when and where.

    ``at`` has a time zone. ``installation`` names the place where the model ran.
    """

    source: SourceHeader
    statement: Statement
    at: datetime
    installation: str

    def uid(self, *parts: str) -> UID:
        """Return the UID of a part of the result of this film.

        Another model or prevalence says something else, and so has other UIDs.
        """
        said = (self.statement.model, str(self.statement.prevalence), self.installation)
        return uid_of(str(self.source.sop_instance), *said, *parts)

    def device_uid(self) -> UID:
        """Return the UID of the model at this installation."""
        return uid_of("device", self.statement.model, self.installation)

    def local_time(self) -> datetime:
        """Return ``at`` in the time zone that the film's header states, if it states one."""
        offset = text(self.source.dataset, "TimezoneOffsetFromUTC")
        try:
            return self.at.astimezone(datetime.strptime(offset, "%z").tzinfo) if offset else self.at
        except ValueError:
            return self.at


def new_object(origin: Origin, kind: ObjectKind) -> Dataset:
    """Return an object of the film's patient and study, in a series of its own, without its content."""
    form, statement = _FORMS[kind], origin.statement
    made = Dataset()
    for keyword in REPEATED:
        origin.source.copy(keyword, made)
    for keyword in _MAY_BE_EMPTY:
        if keyword not in made:
            setattr(made, keyword, "")
    made.SOPClassUID, made.Modality, made.SeriesNumber = form.sop_class, form.modality, form.series_number
    made.SOPInstanceUID = origin.uid(kind, "instance")
    made.SeriesInstanceUID = origin.uid(kind, "series")
    made.SeriesDescription, made.InstanceNumber = SERIES_DESCRIPTION, 1
    made.Manufacturer = made.ManufacturerModelName = RESULT_MANUFACTURER
    made.SoftwareVersions, made.DeviceSerialNumber = statement.finding.model_version, origin.installation
    if kind in (ObjectKind.SC, ObjectKind.PR):
        # The name of an unpaired part: an image without one would have to claim a side of the body.
        made.BodyPartExamined = "CHEST"
    now = origin.local_time()
    made.InstanceCreationDate, made.InstanceCreationTime = f"{now:%Y%m%d}", f"{now:%H%M%S}"
    made.file_meta = FileMetaDataset()
    made.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    return made


def reference(source: SourceHeader) -> Dataset:
    """Return an item that refers to the film."""
    item = Dataset()
    item.ReferencedSOPClassUID, item.ReferencedSOPInstanceUID = source.sop_class, source.sop_instance
    return item


def series_reference(source: SourceHeader, keyword: str) -> Dataset:
    """Return an item that refers to the film within its series; ``keyword``: the sequence for the film."""
    item = Dataset()
    item.SeriesInstanceUID = source.series
    setattr(item, keyword, [reference(source)])
    return item
