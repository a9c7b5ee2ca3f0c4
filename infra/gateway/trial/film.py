"""DICOM films of an invented patient, to try the gateway with: samples, as a modality sends them."""

import io
from pathlib import Path

from PIL import Image
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import DigitalXRayImageStorageForPresentation, ExplicitVRLittleEndian, generate_uid

from infra.local.settings import SAMPLES

PATIENT = {
    "PatientName": "Zimmerli^Quendoline",
    "PatientID": "TRIAL-4711",
    "PatientBirthDate": "20230405",
    "PatientSex": "F",
    "PatientAge": "003Y",
    "AccessionNumber": "TRIAL-0815",
    "ReferringPhysicianName": "Quastel^Ottokar",
    "InstitutionName": "Hollerbach Hospital",
}
"""What must not leave the hospital."""


def sample_films() -> list[Path]:
    """Return the samples that are chest films."""
    return sorted(path for path in SAMPLES.glob("*.jpg") if "not-an-xray" not in path.name)


def trial_film(sample: Path) -> Dataset:
    """Return a sample as a digital radiograph, with UIDs of its own."""
    with Image.open(sample) as picture:
        grey = picture.convert("L")
    film = Dataset()
    film.file_meta = FileMetaDataset()
    film.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    film.SOPClassUID = DigitalXRayImageStorageForPresentation
    film.SOPInstanceUID, film.SeriesInstanceUID, film.StudyInstanceUID = (generate_uid() for _ in range(3))
    film.SpecificCharacterSet, film.StudyDate, film.StudyTime = "ISO_IR 100", "20261127", "101500"
    for keyword, value in PATIENT.items():
        setattr(film, keyword, value)
    film.Modality, film.BodyPartExamined, film.ViewPosition = "DX", "CHEST", "PA"
    film.Columns, film.Rows = grey.size
    film.SamplesPerPixel, film.PhotometricInterpretation, film.PixelRepresentation = 1, "MONOCHROME2", 0
    film.BitsAllocated, film.BitsStored, film.HighBit = 8, 8, 7
    pixels = grey.tobytes()
    film.PixelData = pixels + bytes(len(pixels) % 2)
    film["PixelData"].VR = "OB"
    return film


def encoded_film(film: Dataset) -> bytes:
    """Return the bytes of a DICOM file."""
    file = io.BytesIO()
    film.save_as(file, enforce_file_format=True)
    return file.getvalue()
