"""Reads the attributes of a film from its DICOM header."""

import io
import warnings

from pydicom import dcmread
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused
from cxr.imaging.decode_errors import CORRUPT_FILE_ERRORS
from cxr.imaging.dicom.age import age
from cxr.imaging.dicom.elements import items, text
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS
from cxr.imaging.file_format import FileFormat, file_format
from training.validation.films.attributes import Attributes, age_band, device_name, sex_name, view_name

_WANTED = (
    *("PatientAge", "PatientBirthDate", "StudyDate", "PatientSex"),
    *("ViewPosition", "ViewCodeSequence", "Manufacturer", "ManufacturerModelName"),
)


def header_attributes(data: bytes) -> Attributes:
    """Return what the header of a DICOM file says; all is unknown of another file, or of a damaged one."""
    try:
        if file_format(data) is not FileFormat.DICOM:
            return Attributes()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # pydicom's quote the header
            wanted = list(_WANTED)
            dataset = dcmread(io.BytesIO(data), stop_before_pixels=True, force=True, specific_tags=wanted)
            return _attributes(dataset)
    except (FilmRefused, *CORRUPT_FILE_ERRORS, *CORRUPT_DICOM_ERRORS):
        return Attributes()


def _attributes(dataset: Dataset) -> Attributes:
    codes = [text(item, "CodeMeaning") for item in items(dataset, "ViewCodeSequence")]
    return Attributes(
        age_band(age(dataset)),
        sex_name(text(dataset, "PatientSex")),
        view_name(text(dataset, "ViewPosition") or next(iter(codes), "")),
        device_name(text(dataset, "Manufacturer"), text(dataset, "ManufacturerModelName")),
    )
