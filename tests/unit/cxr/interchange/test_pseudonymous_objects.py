"""Objects without identity are those of the film in all but who the patient is."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset
from pydicom.sequence import Sequence
from pydicom.tag import Tag

from cxr.imaging.reader import read
from cxr.inference import heatmap
from cxr.interchange.dicom.pseudonymous_source import pseudonymous_source
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded, result_objects
from cxr.interchange.dicom.source import REPEATED
from cxr.study import Finding
from tests.support.films.identified import CR, identified_film
from tests.support.interchange.programs import run_program
from tests.support.interchange.results import ACTIVATION, AT, FINDINGS, POSITIVE, objects, statement

HASH = "ab" * 32
SR_LIMITS = "-Djdk.xml.xpathTotalOpLimit=0 -Djdk.xml.xpathExprOpLimit=0 -Djdk.xml.xpathExprGrpLimit=0"
KNOWN_FAULT = "not found in context group 100"
"""Of the validator: it wants every procedure code from a list that the standard calls an example."""

EXPECTED = re.compile("<99PNEUMOSCOPE>|needed to build DICOMDIR - Study (Date|Time|ID)$")
"""Warnings of dciodvfy: it knows no private codes, and a disc would need the date of the study."""

ABOUT_IDENTITY = {Tag(keyword) for keyword in REPEATED if keyword != "StudyInstanceUID"}


def table(first: int, entries: list[int]) -> Sequence:
    item = Dataset()
    item.add_new("LUTDescriptor", "US", [len(entries), first, 8])
    item.add_new("LUTData", "OW", np.asarray(entries, "<u2").tobytes())
    return Sequence([item])


GREYS: dict[str, dict[str, Any]] = {
    "window": {"WindowCenter": ["128", "90"], "WindowWidth": ["200", "60"], "VOILUTFunction": "SIGMOID"},
    "rescale": {"RescaleIntercept": "-3.5", "RescaleSlope": "1.25", "RescaleType": "US"},
    "table": {"VOILUTSequence": table(0, list(range(256)))},
    "negative": {"PhotometricInterpretation": "MONOCHROME1"},
    "spacing": {"ImagerPixelSpacing": ["0.2", "0.1"], "PatientOrientation": ["L", "F"]},
    "lossy": {
        "LossyImageCompression": "01",
        "LossyImageCompressionRatio": "12.5",
        "LossyImageCompressionMethod": "ISO_10918_1",
    },
}


def pseudonymous(film: bytes, finding: Finding = POSITIVE) -> dict[ObjectKind, Dataset]:
    shown = read(film)
    assert shown.reference
    overlay = heatmap.render(ACTIVATION, shown.width, shown.height)
    source = pseudonymous_source(shown.reference, HASH)
    kinds = tuple(ObjectKind)
    return result_objects(source, statement(finding, 0.1), shown.image, overlay, AT, kinds=kinds)


def without_identity(made: Dataset) -> str:
    """All else in words. Times are the same moment in another zone."""
    kept = Dataset()
    for element in made:
        if element.tag not in ABOUT_IDENTITY and element.VR not in ("DA", "TM"):
            kept.add(element)
    return str(kept)


@pytest.mark.parametrize("greys", GREYS)
def test_all_but_the_identity_is_as_in_identified_objects(greys: str) -> None:
    film = identified_film(**GREYS[greys])
    identified = objects(film, prevalence=0.1)
    for kind, made in pseudonymous(film).items():
        assert without_identity(made) == without_identity(identified[kind]), kind


@pytest.mark.parametrize("finding", FINDINGS)
@pytest.mark.parametrize("film", [{}, CR], ids=["dx", "cr"])
def test_dciodvfy_finds_no_error_without_identity(finding: str, film: dict[str, Any], tmp_path: Path) -> None:
    for kind, made in pseudonymous(identified_film(**film), FINDINGS[finding]).items():
        path = tmp_path / "result.dcm"
        path.write_bytes(encoded(made))
        checked = run_program("dciodvfy", path)
        complaints = [line for line in checked.stdout.splitlines() if line.startswith(("Error", "Warning"))]
        assert checked.returncode == 0, (kind, complaints)
        assert [line for line in complaints if not EXPECTED.search(line)] == [], kind


def test_a_report_without_identity_follows_its_template(film: bytes, tmp_path: Path) -> None:
    path = tmp_path / "sr.dcm"
    path.write_bytes(encoded(pseudonymous(film, FINDINGS["negative"])[ObjectKind.SR]))
    said = run_program("DicomSRValidator", path, JAVA_TOOL_OPTIONS=SR_LIMITS).stdout
    assert "Found Root Template TID_1500" in said
    assert "Root Template Validation Complete" in said
    errors = [line for line in said.splitlines() if line.startswith("Error")]
    assert [line for line in errors if KNOWN_FAULT not in line] == []


def test_a_film_that_was_made_anonymous_says_so_in_its_results() -> None:
    film = identified_film(PatientIdentityRemoved="YES", DeidentificationMethod="by hand")
    for made in objects(film).values():
        assert (made.PatientIdentityRemoved, made.DeidentificationMethod) == ("YES", "by hand")
