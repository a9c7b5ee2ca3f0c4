"""The structured report, read back by an independent library."""

import io
from typing import Any

import highdicom.sr
import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset
from pydicom.sr.codedict import codes

from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from cxr.study import Finding
from tests.support.films.identified import identified_film
from tests.support.interchange.results import (
    NEGATIVE,
    OUTSIDE,
    POSITIVE,
    REGIONS,
    UNCERTAIN,
    UNCHECKED,
    one,
    statement,
)


def content(film: bytes, finding: Finding = POSITIVE, prevalence: float | None = None) -> Any:
    file = io.BytesIO(encoded(one(film, ObjectKind.SR, finding, prevalence)))
    return highdicom.sr.srread(file).content


def finding_group(report: Any) -> Any:
    (group,) = report.get_image_measurement_groups()
    return group


def probabilities(film: bytes, finding: Finding, prevalence: float | None = None) -> dict[str, float]:
    group = finding_group(content(film, finding, prevalence))
    return {
        measured.method.value: float(measured.value)
        for measured in group.get_measurements(codes.DCM.Probability)
    }


def evaluations(film: bytes, finding: Finding) -> dict[str, str]:
    group = finding_group(content(film, finding))
    return {found.name.meaning: found.value.meaning for found in group.get_qualitative_evaluations()}


def all_items(item: Dataset) -> list[Dataset]:
    below = [found for child in item.get("ContentSequence", []) for found in all_items(child)]
    return [item, *below]


def words_of(film: bytes, finding: Finding) -> str:
    items = all_items(one(film, ObjectKind.SR, finding, 0.1))
    return " ".join(item.TextValue for item in items if "TextValue" in item)


def test_a_reader_finds_the_label_and_the_population(film: bytes) -> None:
    population = "Film within the validated population"
    assert evaluations(film, POSITIVE) == {"Pneumonia": "Present", population: "Yes"}
    assert evaluations(film, NEGATIVE) == {"Pneumonia": "Absent", population: "Yes"}
    assert evaluations(film, UNCERTAIN) == {"Pneumonia": "Indeterminate", population: "Yes"}
    assert evaluations(film, UNCHECKED) == {"Pneumonia": "Present", population: "Unknown"}
    assert evaluations(film, OUTSIDE) == {population: "No"}


def test_a_reader_finds_the_probability_of_the_model(film: bytes) -> None:
    assert probabilities(film, POSITIVE) == {"AT_CALIBRATION": 95}


def test_the_probability_of_the_site_comes_first(film: bytes) -> None:
    at_site = statement(POSITIVE, 0.1).probability_at_site
    assert at_site
    found = probabilities(film, POSITIVE, 0.1)
    assert list(found) == ["AT_SITE", "AT_CALIBRATION"]
    assert found["AT_SITE"] == pytest.approx(100 * at_site, abs=1e-4)


@pytest.mark.parametrize(("probability", "shown"), [(0.99999999, 99.9999), (1e-9, 0.0001)])
def test_rounding_never_makes_a_film_certain(film: bytes, probability: float, shown: float) -> None:
    finding = Finding(probability, POSITIVE.label, True, "9.9.9")
    assert probabilities(film, finding) == {"AT_CALIBRATION": shown}


@pytest.mark.parametrize("spacing", [[0.2, 0.2], [0.2, 0.1], [0.1, 0.3]], ids=["square", "high", "wide"])
def test_a_reader_finds_each_region_in_stored_pixels(spacing: list[float]) -> None:
    film = identified_film(PixelSpacing=spacing)
    header = dcmread(io.BytesIO(film), stop_before_pixels=True)
    groups = content(film).get_planar_roi_measurement_groups()
    assert len(groups) == len(REGIONS)
    for group, region in zip(groups, REGIONS, strict=True):
        line = group.roi.value
        assert line.min(axis=0) == pytest.approx([region.x * header.Columns, region.y * header.Rows])
        assert line.max(axis=0) == pytest.approx(
            [(region.x + region.width) * header.Columns, (region.y + region.height) * header.Rows]
        )
        (activation,) = group.get_measurements()
        assert float(activation.value) == pytest.approx(100 * region.weight)


@pytest.mark.parametrize("finding", [UNCERTAIN, NEGATIVE, OUTSIDE], ids=["uncertain", "negative", "outside"])
def test_regions_stand_on_positive_films_alone(film: bytes, finding: Finding) -> None:
    assert content(film, finding).get_planar_roi_measurement_groups() == []


def test_a_film_outside_the_population_has_no_number(film: bytes) -> None:
    items = all_items(one(film, ObjectKind.SR, OUTSIDE, 0.1))
    assert {item.ValueType for item in items} == {"CONTAINER", "CODE", "TEXT", "UIDREF", "IMAGE"}
    said = words_of(film, OUTSIDE)
    assert "Not validated for this film. The DICOM header names an age outside 1 to 5 years." in said
    assert "98" not in said


def test_the_report_says_what_it_is_not(film: bytes) -> None:
    said = words_of(film, NEGATIVE)
    assert "not verified by a physician and not for diagnosis" in said
    assert "A negative result does not rule out pneumonia." in said
    assert "Validated on: Frontal films of children." in said
    made = one(film, ObjectKind.SR)
    assert (made.VerificationFlag, made.PreliminaryFlag) == ("UNVERIFIED", "PRELIMINARY")


def test_the_report_names_the_film_as_its_evidence(film: bytes) -> None:
    header = dcmread(io.BytesIO(film), stop_before_pixels=True)
    (study,) = one(film, ObjectKind.SR).CurrentRequestedProcedureEvidenceSequence
    (series,) = study.ReferencedSeriesSequence
    (evidence,) = series.ReferencedSOPSequence
    assert study.StudyInstanceUID == header.StudyInstanceUID
    assert series.SeriesInstanceUID == header.SeriesInstanceUID
    assert evidence.ReferencedSOPInstanceUID == header.SOPInstanceUID
    assert evidence.ReferencedSOPClassUID == header.SOPClassUID
