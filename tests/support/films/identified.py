"""DICOM films of an invented patient, with all that a hospital's header says of patient and study."""

from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydicom import uid

from tests.support.films.dicoms import Pixels, dicom
from tests.support.films.images import SAMPLES, chest

IDENTITY = {
    "SpecificCharacterSet": "ISO_IR 100",
    "PatientName": "Exámple^Zoë",
    "PatientID": "PID-4711",
    "IssuerOfPatientID": "EXAMPLE HOSPITAL",
    "PatientBirthDate": "20230405",
    "PatientSex": "F",
    "PatientAge": "003Y",
    "StudyInstanceUID": "1.2.826.0.1.3680043.9.9999.1",
    "StudyID": "S1",
    "StudyDate": "20261127",
    "StudyTime": "101500",
    "StudyDescription": "Thorax p.a.",
    "AccessionNumber": "ACC-0815",
    "ReferringPhysicianName": "Núñez^Ana",
    "SeriesInstanceUID": "1.2.826.0.1.3680043.9.9999.1.2",
    "SOPInstanceUID": "1.2.826.0.1.3680043.9.9999.1.2.3",
    "PatientOrientation": ["L", "F"],
    "Laterality": "",
}
CR = {"SOPClassUID": uid.ComputedRadiographyImageStorage, "Modality": "CR"}


def sample(name: str) -> npt.NDArray[np.uint8]:
    """A film of the samples: (height, width) uint8."""
    with Image.open(SAMPLES / f"{name}.jpg") as film:
        return np.asarray(film.convert("L"))


def identified_film(
    pixels: Pixels | None = None, syntax: str = uid.ExplicitVRLittleEndian, **elements: Any
) -> bytes:
    """A DICOM file of these pixels, or of a small film; ``elements`` by keyword, None takes one away."""
    kept = {keyword: value for keyword, value in (IDENTITY | elements).items() if value is not None}
    return dicom(chest() if pixels is None else pixels, syntax, **kept)
