"""The age of a patient in every form in which hospitals write it."""

# ruff: noqa: RUF001  (digits of other scripts are meant)

from typing import Any

import pytest

from cxr.imaging.reader import read
from tests.support.films.dicoms import deep_chest, dicom, raw

FILM = deep_chest(12, 100, 80)
YEAR = 365.25


def age(**elements: Any) -> float | None:
    header = read(dicom(FILM, **elements)).header
    assert header
    return header.age


@pytest.mark.parametrize(
    ("stated", "years"),
    [
        *(("51", 51), ("051", 51), ("3", 3), ("0", 0), ("102", 102), ("051 ", 51), ("00051", 51)),
        *(
            ("051Y", 51),
            ("51y", 51),
            ("51 Y", 51),
            ("51YR", 51),
            ("51YRS", 51),
            ("51 years", 51),
            ("51 yo", 51),
        ),
        *(("51A", 51), ("51 ANS", 51), ("51 AÑOS", 51), ("51 ANOS", 51), ("51 ANNI", 51), ("51 JAHRE", 51)),
        *(("51J", 51), ("51.5Y", 51), ("51,0", 51), ("2Y6M", 2), ("0000000051Y", 51), ("51Y\0", 51)),
        *(("٥١", 51), ("５１Ｙ", 51), ("051Y-060Y", 51)),
        *(("51 LAT", 51), ("51 ROKU", 51), ("51 YAŞ", 51), ("51 TUỔI", 51), ("51T", 51), ("51 ЛЕТ", 51)),
        *(("AGE 51", 51), ("(51Y)", 51), ("51岁", 51), ("51 ΕΤΩΝ", 51), ("6ヶ月", 0.5), ("6 МЕСЯЦЕВ", 0.5)),
        *(
            ("10 НЕДЕЛЬ", 70 / YEAR),
            ("10周", 70 / YEAR),
            ("5 ДНЕЙ", 5 / YEAR),
            ("5天", 5 / YEAR),
            ("6개월", 0.5),
        ),
        *(("18 AY", 1.5), ("6 MIESIĘCY", 0.5), ("6 THÁNG", 0.5), ("10 TYGODNI", 70 / YEAR)),
        *(("10 HAFTA", 70 / YEAR), ("5 DNI", 5 / YEAR), ("5 GÜN", 5 / YEAR), ("5 NGÀY", 5 / YEAR)),
        *(
            ("018M", 1.5),
            ("6M", 0.5),
            ("6 MONTHS", 0.5),
            ("18 MESES", 1.5),
            ("6 MOIS", 0.5),
            ("6 MONATE", 0.5),
        ),
        *(("010W", 70 / YEAR), ("10 WEEKS", 70 / YEAR), ("10 WOCHEN", 70 / YEAR)),
        *(("005D", 5 / YEAR), ("5 DAYS", 5 / YEAR), ("5 DÍAS", 5 / YEAR), ("5 TAGE", 5 / YEAR)),
        *(
            ("1000Y", None),
            ("Y", None),
            ("-05Y", None),
            ("", None),
            ("old", None),
            ("51X", None),
            ("?", None),
        ),
        *(("UNKNOWN", None), ("1e2", None), ("+51", None)),
    ],
)
def test_an_age_is_read_in_any_form(stated: str, years: float | None) -> None:
    found = age(PatientAge=raw("PatientAge", stated.encode()))
    assert found == (years if years is None else pytest.approx(years))


@pytest.mark.parametrize("birth", ["20220401", "2022-04-01", "2022.04.01", "2022/04/01"])
@pytest.mark.parametrize("examination", ["20260401", "2026.04.01", "20260401120000"])
def test_days_are_read_in_any_form(birth: str, examination: str) -> None:
    days = {"PatientBirthDate": birth.encode(), "StudyDate": examination.encode()}
    assert age(**{name: raw(name, day) for name, day in days.items()}) == pytest.approx(1461 / YEAR)


@pytest.mark.parametrize(
    ("birth", "years"),
    [
        *(("01.04.2022", 1461), ("01/04/2022", 1461), ("25/12/2020", 1923), ("12/25/2020", 1923)),
        *(("2022-4-1", 1461), ("20220401120000.000000+0100", 1461), ("202204", 1460), ("2022", 1369)),
        *(("01-APR-2022", 1369), ("00000000", None), ("20221340", None), ("********", None), ("12-13", None)),
    ],
)
def test_a_day_of_birth_is_read_as_people_write_it(birth: str, years: int | None) -> None:
    days = {"PatientBirthDate": birth.encode(), "StudyDate": b"20260401"}
    found = age(**{name: raw(name, day) for name, day in days.items()})
    assert found == (years if years is None else pytest.approx(years / YEAR))


@pytest.mark.parametrize("other", ["SeriesDate", "AcquisitionDate", "ContentDate"])
@pytest.mark.parametrize("study", [None, b"", b"UNKNOWN"])
def test_another_day_of_the_examination_will_do(study: bytes | None, other: str) -> None:
    days: dict[str, Any] = {"PatientBirthDate": "20220401", other: "20260401"}
    if study is not None:
        days["StudyDate"] = raw("StudyDate", study)
    assert age(**days) == pytest.approx(1461 / YEAR)
