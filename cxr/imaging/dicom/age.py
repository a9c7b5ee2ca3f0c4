"""The age of a patient, in each form that headers have."""

import re
from datetime import date

from pydicom.dataset import Dataset

from cxr.imaging.dicom.elements import text
from cxr.imaging.dicom.words import plain_letters

_AGE = re.compile(r"0*(\d{1,3})(?!\d)(?:[.,]\d+)? ?([A-Z]*)(?![A-Z]).*")
"""An age string (PS3.5 6.2), also with more or fewer digits, with decimals or with its unit in words."""

_UNITS = {
    # Years; none at all means years, too, as in the files of the RSNA pneumonia challenge.
    **dict.fromkeys(
        ("", "Y", "YR", "YRS", "YEAR", "YEARS", "YO", "A", "AN", "ANS", "ANO", "ANOS", "ANNI"), 1.0
    ),
    **dict.fromkeys(("ANNO", "J", "JAHR", "JAHRE", "JAAR"), 1.0),
    **dict.fromkeys(
        ("M", "MO", "MON", "MOS", "MONTH", "MONTHS", "MES", "MESES", "MOIS", "MESI", "MONATE"), 1 / 12
    ),
    **dict.fromkeys(("W", "WK", "WKS", "WEEK", "WEEKS", "WOCHEN", "SEMANAS", "SEMAINES"), 7 / 365.25),
    **dict.fromkeys(("D", "DAY", "DAYS", "DIA", "DIAS", "JOURS", "TAGE", "GIORNI"), 1 / 365.25),
}
"""Years in one of each unit."""


def age(dataset: Dataset) -> float | None:
    """Return the age in years, or None if it is unknown.

    Use the age that the header states, or else the time between the days of birth and of the examination.
    """
    stated = _AGE.fullmatch(plain_letters(text(dataset, "PatientAge")))
    if stated and (years := _UNITS.get(stated[2])) is not None:
        return int(stated[1]) * years
    return _between(*(text(dataset, name) for name in ("PatientBirthDate", "StudyDate")))


def _between(birth: str, examination: str) -> float | None:
    try:
        first, last = (date.fromisoformat(re.sub(r"\D", "", day)[:8]) for day in (birth, examination))
    except ValueError:
        return None
    years = (last - first).days / 365.25
    return years if years >= 0 else None
