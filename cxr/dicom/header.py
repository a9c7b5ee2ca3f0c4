"""What a DICOM header says of the film: whether it may be judged, and what is kept of the patient."""

import re
from collections.abc import Callable
from datetime import datetime

from pydicom import uid
from pydicom.dataset import Dataset

from cxr.damage import damage_is_corrupt
from cxr.dicom.codes import CHEST_REGIONS, NOT_FRONTAL_VIEWS, SNOMED_SCHEMES
from cxr.dicom.parsing import DICOM_DAMAGE
from cxr.errors import FilmRefused
from cxr.film import FilmHeader
from cxr.study import RefusalReason

_FILMS = {"", "CR", "DX", "DR", "RG", "OT", "SC"}
"""Modalities of plain films; scanned and converted ones come as OT, and by mistake as DR and SC."""

_FILM_CLASSES = {
    uid.ComputedRadiographyImageStorage,
    uid.DigitalXRayImageStorageForPresentation,
    uid.DigitalXRayImageStorageForProcessing,
    uid.SecondaryCaptureImageStorage,
    uid.MultiFrameSingleBitSecondaryCaptureImageStorage,
    uid.MultiFrameGrayscaleByteSecondaryCaptureImageStorage,
    uid.MultiFrameGrayscaleWordSecondaryCaptureImageStorage,
    uid.MultiFrameTrueColorSecondaryCaptureImageStorage,
    uid.UID("1.2.840.10008.5.1.1.29"),
}
"""Classes of images (PS3.4 B.5) in which a plain film may come; the last is Hardcopy Grayscale, retired."""

_CHEST = re.compile("CHEST|THORA(X|CIC CAVITY)|TORA(X|CE)|LUNG")
"""Body parts, in the standard's words and in some that hospitals use."""

_NOT_FRONTAL = re.compile("LAT|OBL|DECUB|^(LL|RL|LLD|RLD|LLO|RLO|LAO|RAO|LPO|RPO)$")
"""View positions (PS3.3 C.8.1.1), the names of others, and those of view codes (PS3.16 CID 4010)."""

_AGE = re.compile(r"0*(\d{1,3})([DWMY])")
"""An age string (PS3.5 6.2), also with more or fewer digits than the three that it should have."""

_YEARS = {"D": 1 / 365.25, "W": 7 / 365.25, "M": 1 / 12, "Y": 1}

_ONE_SIDE = {"L", "R"}


def check_header(dataset: Dataset, *, has_pixels: bool) -> None:
    """Raise FilmRefused for what is no single grey film of a chest from the front, by its header."""
    _check_image(dataset, has_pixels=has_pixels)
    if _text(dataset, "Modality") not in _FILMS or _is_of_another_class(dataset):
        raise FilmRefused(RefusalReason.OTHER_MODALITY)
    if int(dataset.get("NumberOfFrames") or 1) > 1:
        raise FilmRefused(RefusalReason.MULTI_FRAME)
    if int(dataset.SamplesPerPixel) != 1 or not str(dataset.PhotometricInterpretation).startswith("MONO"):
        raise FilmRefused(RefusalReason.COLOUR)
    if _is_elsewhere(dataset):
        raise FilmRefused(RefusalReason.OTHER_BODY_PART)
    if _is_not_frontal(dataset):
        raise FilmRefused(RefusalReason.NOT_FRONTAL)


def film_header(dataset: Dataset, pseudonym: Callable[[str, str], str] | None) -> FilmHeader:
    """What is kept of the header; without ``pseudonym``, nothing of who the patient is."""
    with damage_is_corrupt(*DICOM_DAMAGE):
        sides = {_text(dataset, name) for name in ("Laterality", "ImageLaterality")}
        age, patient, examination = (
            _age(dataset),
            str(dataset.get("PatientID") or "").strip(),
            str(dataset.get("StudyInstanceUID") or "").strip(),
        )
    return FilmHeader(
        age=age,
        one_sided=bool(sides & _ONE_SIDE),
        patient_hash=pseudonym("patient", patient) if pseudonym and patient else None,
        examination_hash=pseudonym("examination", examination) if pseudonym and examination else None,
    )


def _check_image(dataset: Dataset, *, has_pixels: bool) -> None:
    """Tell a report, a plan or a directory from an image whose pixels were cut off."""
    if "Rows" in dataset and has_pixels:
        return
    sop_class = _sop_class(dataset)
    cut_off = "Rows" in dataset or has_pixels or not sop_class or "Image" in sop_class.name
    raise FilmRefused(RefusalReason.CORRUPT if cut_off else RefusalReason.NO_IMAGE, "no pixels")


def _sop_class(dataset: Dataset) -> uid.UID:
    return uid.UID(_text(dataset, "SOPClassUID"))


def _is_of_another_class(dataset: Dataset) -> bool:
    """Whether this is a CT slice, say, whatever Modality says; a class that nobody knows says nothing."""
    sop_class = _sop_class(dataset)
    return "Image Storage" in sop_class.name and sop_class not in _FILM_CLASSES


def _is_elsewhere(dataset: Dataset) -> bool:
    """Whether the body part, or the region as it is coded, is another than the chest."""
    body_part = _text(dataset, "BodyPartExamined")
    if body_part and not _CHEST.search(body_part):
        return True
    regions = [
        (value, meaning)
        for value, scheme, meaning in _codes(dataset, "AnatomicRegionSequence")
        # A hospital's own code in its own language says nothing against a body part that is known.
        if not body_part or scheme in SNOMED_SCHEMES
    ]
    is_chest = any(value in CHEST_REGIONS or _CHEST.search(meaning) for value, meaning in regions)
    return bool(regions) and not is_chest


def _is_not_frontal(dataset: Dataset) -> bool:
    """Whether the view, or its code, is another than from the front: where they differ, either will do."""
    views = _codes(dataset, "ViewCodeSequence")
    names = [_text(dataset, "ViewPosition"), *(meaning for _, _, meaning in views)]
    return any(map(_NOT_FRONTAL.search, names)) or any(value in NOT_FRONTAL_VIEWS for value, _, _ in views)


def _codes(dataset: Dataset, keyword: str) -> list[tuple[str, str, str]]:
    """Value, scheme and meaning of each code in a sequence; without value and meaning it is none."""
    names = ("CodeValue", "CodingSchemeDesignator", "CodeMeaning")
    codes = (tuple(_text(item, name) for name in names) for item in dataset.get(keyword) or [])
    return [(value, scheme, meaning) for value, scheme, meaning in codes if value or meaning]


def _age(dataset: Dataset) -> float | None:
    """Years, as the header says, or between the days of birth and of the examination."""
    if stated := _AGE.fullmatch(_text(dataset, "PatientAge")):
        return int(stated[1]) * _YEARS[stated[2]]
    days = [_text(dataset, name)[:8] for name in ("PatientBirthDate", "StudyDate")]
    try:
        birth, examination = (datetime.strptime(day, "%Y%m%d") for day in days)  # noqa: DTZ007 (days)
    except ValueError:
        return None
    years = (examination - birth).days / 365.25
    return years if years >= 0 else None


def _text(dataset: Dataset, keyword: str) -> str:
    """The element as upper-case text, empty where it is missing; the first of several values."""
    value = dataset.get(keyword)
    first = value[0] if value and not isinstance(value, str) and hasattr(value, "__getitem__") else value
    return str(first or "").strip().upper()
