"""The age of a patient, in each form that headers have."""

# ruff: noqa: RUF001  (words in other scripts are meant)

import re
from contextlib import suppress
from datetime import date

from pydicom.dataset import Dataset

from cxr.imaging.dicom.elements import text
from cxr.imaging.dicom.lost_letters import plain_letters

_AGE = re.compile(r"(?:AGE\W*|[(\[\"'])?0*(\d{1,3})(?!\d)(?:[.,]\d+)? ?([^\W\d_]*).*")
"""An age string (PS3.5 6.2), also with more or fewer digits, with decimals or with its unit in words."""

_UNITS = {
    unit: years
    for units, years in (
        ("Y YR YRS YEAR YEARS YO A AN ANS ANO ANOS ANNI ANNO J JAHR JAHRE JHR LJ JAAR L LAT LATA LET", 1.0),
        ("R ROK ROKU ROKOV YA YAS YASINDA T TU TUOI GOD GODINA AR EV EVES VUOTTA ANI", 1.0),
        ("M MO MON MOS MONTH MONTHS MES MESES MOIS MESI MESE MONAT MONATE", 1 / 12),
        ("MIES MIESIAC MIESIACE MIESIECY AY AYLIK THANG", 1 / 12),
        ("W WK WKS WEEK WEEKS WOCHEN SEMANAS SEMAINES TYG TYGODNI TYGODNIE HAFTA HAFTALIK TUAN", 7 / 365.25),
        ("SETTIMANE", 7 / 365.25),
        ("D DAY DAYS DIA DIAS JOURS TAGE GIORNI DNI GUN GUNLUK NGAY", 1 / 365.25),
    )
    for unit in units.split()
}
"""Years in one of each unit."""

_OTHER_SCRIPTS = re.compile(r"(МЕС|МІС|.?月|개월)|(НЕД|ТИЖ|.?周|.?週|주)|(ДН|ДЕНЬ|日|天|일)")
"""How units begin in other scripts: months, weeks, days. All others are taken for years."""

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
    if stated and (years := _years_in(stated[2])) is not None:
        return int(stated[1]) * years
    birth = day_of(text(dataset, "PatientBirthDate"))
    examined = next(filter(None, (day_of(text(dataset, name)) for name in _EXAMINED)), None)
    if birth is None or examined is None or examined < birth:
        return None
    return (examined - birth).days / 365.25


def _years_in(unit: str) -> float | None:
    if not unit:
        return 1.0  # as in the files of the RSNA pneumonia challenge
    if unit.isascii():
        return _UNITS.get(unit)
    found = _OTHER_SCRIPTS.match(unit)
    return (1 / 12, 7 / 365.25, 1 / 365.25)[(found.lastindex or 1) - 1] if found else 1.0


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
