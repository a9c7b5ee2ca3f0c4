"""What a DICOM header says of the film: whether it may be judged, and what is kept of the patient."""

import re
from collections.abc import Callable

from pydicom import uid
from pydicom.dataset import Dataset

from cxr.errors import FilmRefused
from cxr.imaging.decode_errors import refuse_if_corrupt
from cxr.imaging.dicom.age import age
from cxr.imaging.dicom.elements import items, numbers, text, value_of, whole, words_of
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS
from cxr.imaging.dicom.pixels.colour import COLOURS, PALETTE, photometric
from cxr.imaging.dicom.snomed import CHEST_REGIONS, NOT_FRONTAL_VIEWS, SNOMED_SCHEMES
from cxr.imaging.dicom.words import is_placeholder, names_chest, names_other_view
from cxr.imaging.radiograph import RetainedHeader
from cxr.study import RESULT_MANUFACTURER, RefusalReason

_FILMS = {"CR", "DX", "DR", "RG", "OT", "SC", "HC", "XR", "RX"}
"""Modalities of plain films; scanned and converted ones come as OT and HC, and by mistake as the others."""

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

_ONE_SIDE = {"L", "R"}


def check_header(dataset: Dataset, *, has_pixels: bool) -> None:
    """Raise FilmRefused unless the header allows a single grey frontal film of a chest."""
    if text(dataset, "Manufacturer") == RESULT_MANUFACTURER.upper():
        raise FilmRefused(RefusalReason.OWN_RESULT)
    _check_image(dataset, has_pixels=has_pixels)
    if _is_of_another_modality(dataset) or _is_of_another_class(dataset):
        raise FilmRefused(RefusalReason.OTHER_MODALITY)
    if next(iter(numbers(dataset, "NumberOfFrames")), 1) > 1:
        raise FilmRefused(RefusalReason.MULTI_FRAME)
    if not _may_be_grey(whole(dataset, "SamplesPerPixel", 1), photometric(dataset)):
        raise FilmRefused(RefusalReason.COLOUR)
    if _is_elsewhere(dataset):
        raise FilmRefused(RefusalReason.OTHER_BODY_PART)
    if _is_not_frontal(dataset):
        raise FilmRefused(RefusalReason.NOT_FRONTAL)


def film_header(dataset: Dataset, pseudonym: Callable[[str, str], str] | None) -> RetainedHeader:
    """Return what is kept of the header; without ``pseudonym``, nothing of who the patient is."""
    with refuse_if_corrupt(*CORRUPT_DICOM_ERRORS):
        sides = {text(dataset, name) for name in ("Laterality", "ImageLaterality")}
        years = age(dataset)
        patient, examination = (
            str(value_of(dataset, name) or "").strip() for name in ("PatientID", "StudyInstanceUID")
        )
    return RetainedHeader(
        age=years,
        one_sided=bool(sides & _ONE_SIDE),
        patient_hash=pseudonym("patient", patient) if pseudonym and patient else None,
        examination_hash=pseudonym("examination", examination) if pseudonym and examination else None,
    )


def _check_image(dataset: Dataset, *, has_pixels: bool) -> None:
    """Distinguish a report, a plan or a directory from an image whose pixels were cut off."""
    if "Rows" in dataset and has_pixels:
        return
    sop_class = _sop_class(dataset)
    cut_off = "Rows" in dataset or has_pixels or not sop_class or "Image" in sop_class.name
    raise FilmRefused(RefusalReason.CORRUPT if cut_off else RefusalReason.NO_IMAGE, "no pixels")


def _sop_class(dataset: Dataset) -> uid.UID:
    return uid.UID(text(dataset, "SOPClassUID"))


def _is_of_another_modality(dataset: Dataset) -> bool:
    """Return whether the modality is known and another than those of films. Some name two of these."""
    named = _said(dataset, "Modality").upper()
    return bool(named) and not _FILMS.issuperset(re.findall(r"\w+", named))


def _is_of_another_class(dataset: Dataset) -> bool:
    """Return whether the SOP class is of another modality, such as CT. An unknown class decides nothing."""
    sop_class = _sop_class(dataset)
    return "Image Storage" in sop_class.name and sop_class not in _FILM_CLASSES


def _may_be_grey(samples: int, photometric: str) -> bool:
    if samples == 1:
        return photometric.startswith("MONO") or photometric == PALETTE
    return samples == 3 and photometric in COLOURS


def _is_elsewhere(dataset: Dataset) -> bool:
    """Return whether the body part, or the region as it is coded, is another than the chest."""
    body_part = _said(dataset, "BodyPartExamined")
    if body_part and not names_chest(body_part):
        return True
    regions = [
        (value, meaning)
        for value, scheme, meaning in _codes(dataset, "AnatomicRegionSequence")
        # A hospital's own code says nothing against a body part that is known.
        if scheme in SNOMED_SCHEMES or (not body_part and not is_placeholder(meaning))
    ]
    is_chest = any(value in CHEST_REGIONS or names_chest(meaning) for value, meaning in regions)
    return bool(regions) and not is_chest


def _said(dataset: Dataset, keyword: str) -> str:
    """Return the element as text. The text is empty, too, if it only says that nothing is known."""
    words = words_of(dataset, keyword)
    return "" if is_placeholder(words) else words


def _is_not_frontal(dataset: Dataset) -> bool:
    """Return whether the view, or its code, is another than from the front.

    Where view and code differ, one that is not frontal is enough.
    """
    views = _codes(dataset, "ViewCodeSequence")
    names = [words_of(dataset, "ViewPosition"), *(meaning for _, _, meaning in views)]
    return any(map(names_other_view, names)) or any(value in NOT_FRONTAL_VIEWS for value, _, _ in views)


def _codes(dataset: Dataset, keyword: str) -> list[tuple[str, str, str]]:
    """Return value, scheme and meaning of each code in a sequence.

    An item without value and meaning is no code.
    """
    codes = (
        (text(item, "CodeValue"), text(item, "CodingSchemeDesignator"), words_of(item, "CodeMeaning"))
        for item in items(dataset, keyword)
    )
    return [(value, scheme, meaning) for value, scheme, meaning in codes if value or meaning]
