"""The age of a patient, in each form that headers have."""

import re
from contextlib import suppress
from datetime import date

from pydicom.dataset import Dataset

from cxr.imaging.dicom.elements import text
from cxr.imaging.dicom.lost_letters import plain_letters

_AGE = re.compile(r"0*(\d{1,3})(?!\d)(?:[.,]\d+)? ?([A-Z]*)(?![A-Z]).*")
"""An age string (PS3.5 6.2), also with more or fewer digits, with decimals or with its unit in words."""

_UNITS = {
    # Years; none at all means years, too, as in the files of the RSNA pneumonia challenge.
    **dict.fromkeys(
        ("", "Y", "YR", "YRS", "YEAR", "YEARS", "YO", "A", "AN", "ANS", "ANO", "ANOS", "ANNI"), 1.0
    ),
    **dict.fromkeys(
        ("ANNO", "J", "JAHR", "JAHRE", "JAAR", "L", "LAT", "LATA", "LET", "R", "ROK", "ROKU"), 1.0
    ),
    **dict.fromkeys(
        ("ROKOV", "YA", "YAS", "YASINDA", "T", "TUOI", "GODINA", "AR", "EV", "EVES", "VUOTTA"), 1.0
    ),
    **dict.fromkeys(
        ("M", "MO", "MON", "MOS", "MONTH", "MONTHS", "MES", "MESES", "MOIS", "MESI", "MONATE"), 1 / 12
    ),
    **dict.fromkeys(
        ("MESE", "MONAT", "MIES", "MIESIAC", "MIESIACE", "MIESIECY", "AY", "AYLIK", "THANG"), 1 / 12
    ),
    **dict.fromkeys(("W", "WK", "WKS", "WEEK", "WEEKS", "WOCHEN", "SEMANAS", "SEMAINES"), 7 / 365.25),
    **dict.fromkeys(("TYG", "TYGODNI", "TYGODNIE", "HAFTA", "HAFTALIK", "TUAN", "SETTIMANE"), 7 / 365.25),
    **dict.fromkeys(("D", "DAY", "DAYS", "DIA", "DIAS", "JOURS", "TAGE", "GIORNI"), 1 / 365.25),
    **dict.fromkeys(("DNI", "GUN", "GUNLUK", "NGAY"), 1 / 365.25),
}
"""Years in one of each unit."""

_EXAMINED = ("StudyDate", "SeriesDate", "AcquisitionDate", "ContentDate")

_YEAR = 4
"""Digits of a year."""

_MIDDLE = 0, 7, 2
"""Month and day, behind a year, of a date that has none: no more than half a year wrong."""


def age(dataset: Dataset) -> float | None:
    """Return the age in years, or None if it is unknown.

    Use the age that the header states, or else the time between the days of birth and of the examination.
    """
    stated = _AGE.fullmatch(plain_letters(text(dataset, "PatientAge")))
    if stated and (years := _UNITS.get(stated[2])) is not None:
        return int(stated[1]) * years
    birth = day_of(text(dataset, "PatientBirthDate"))
    examined = next(filter(None, (day_of(text(dataset, name)) for name in _EXAMINED)), None)
    if birth is None or examined is None or examined < birth:
        return None
    return (examined - birth).days / 365.25


def day_of(words: str) -> date | None:
    """Return the day that is meant, or None: the year first as in PS3.5 6.2, or last as people write it.

    Day and month change places where that alone makes a date. What is missing of them becomes the middle.
    """
    parts = re.findall(r"\d+", words)
    if parts and len(parts[0]) > _YEAR:
        parts = [*filter(None, (parts[0][:4], parts[0][4:6], parts[0][6:8]))]
    elif parts and len(parts[-1]) == _YEAR:
        parts.reverse()
    if not parts or len(parts[0]) != _YEAR:
        return None
    if len(parts) == 2 and any(c.isalpha() for c in words):
        parts.pop()  # a day, whose month is a word
    year, month, day = (*map(int, parts[:3]), *_MIDDLE[len(parts) :])
    with suppress(ValueError):
        return date(year, month, day) if month <= 12 else date(year, day, month)
    return None
