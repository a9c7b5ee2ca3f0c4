"""Our DICOM results, as the validators and viewers of others see them."""

from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from pydicom.dataset import Dataset

from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from tests.support.films.identified import CR, identified_film
from tests.support.interchange.programs import run_program
from tests.support.interchange.results import FINDINGS, objects, one

SR_LIMITS = "-Djdk.xml.xpathTotalOpLimit=0 -Djdk.xml.xpathExprOpLimit=0 -Djdk.xml.xpathExprGrpLimit=0"
"""The validator's own rules are longer than Java allows."""

KNOWN_FAULT = "not found in context group 100"
"""It wants every procedure code from a list that the standard calls an example."""


def saved(made: Dataset, folder: Path) -> Path:
    path = folder / "result.dcm"
    path.write_bytes(encoded(made))
    return path


@pytest.mark.parametrize("finding", FINDINGS)
@pytest.mark.parametrize("film", [{}, CR], ids=["dx", "cr"])
def test_dciodvfy_finds_no_error(finding: str, film: dict[str, Any], tmp_path: Path) -> None:
    for kind, made in objects(identified_film(**film), FINDINGS[finding], 0.1).items():
        checked = run_program("dciodvfy", saved(made, tmp_path))
        complaints = [line for line in checked.stdout.splitlines() if line.startswith(("Error", "Warning"))]
        assert checked.returncode == 0, (kind, complaints)
        # It knows no private codes, which are allowed.
        assert [line for line in complaints if "<99PNEUMOSCOPE>" not in line] == [], kind


@pytest.mark.parametrize("kind", [ObjectKind.SR, ObjectKind.SR3D])
def test_dcmtk_parses_the_report(film: bytes, kind: ObjectKind, tmp_path: Path) -> None:
    path = saved(one(film, kind), tmp_path)
    dumped = run_program("dsrdump", path)
    assert dumped.returncode == 0, dumped.stdout
    for words in ("Present", '"95.0000"', "POLYLINE", "UNVERIFIED", "PRELIMINARY"):
        assert words in dumped.stdout
    page = run_program("dsr2html", path)
    assert page.returncode == 0
    assert "not for diagnosis" in page.stdout


def test_viewers_show_the_picture(film: bytes, tmp_path: Path) -> None:
    made = one(film, ObjectKind.SC)
    path = saved(made, tmp_path)
    shown = tmp_path / "shown.bmp"
    assert run_program("dcmj2pnm", "+ob", path, shown).returncode == 0
    with Image.open(shown) as picture:
        assert picture.size == (made.Columns, made.Rows)


def test_the_report_follows_its_template(film: bytes, tmp_path: Path) -> None:
    # A group for the finding alone: the validator mixes up groups of several templates.
    path = saved(one(film, ObjectKind.SR, FINDINGS["negative"], 0.1), tmp_path)
    said = run_program("DicomSRValidator", path, JAVA_TOOL_OPTIONS=SR_LIMITS).stdout
    assert "Found Root Template TID_1500" in said
    assert "Root Template Validation Complete" in said
    errors = [line for line in said.splitlines() if line.startswith("Error")]
    assert [line for line in errors if KNOWN_FAULT not in line] == []
