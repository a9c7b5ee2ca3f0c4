"""Orthanc, set up by our recipe, files results with their film, whichever way they are sent."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from tests.support.films.identified import IDENTITY, identified_film
from tests.support.interchange.results import objects

ROOT = Path(__file__).parents[4]
APART = ["unshare", "--map-root-user", "--net"]
"""Runs a program in a network of its own."""


@pytest.fixture(scope="module", autouse=True)
def can_run() -> None:
    if shutil.which("Orthanc") is None:
        pytest.skip("Orthanc is missing: apt-get install orthanc orthanc-dicomweb")
    if subprocess.run([*APART, "true"], check=False, capture_output=True).returncode:
        pytest.skip("Orthanc listens on every address, and this machine gives it no network of its own")


@pytest.mark.parametrize("by", ["c-store", "stow-rs"])
def test_results_are_in_the_study_of_their_film(tmp_path: Path, by: str) -> None:
    for kind, made in objects(identified_film(), kinds=(ObjectKind.SR, ObjectKind.SC)).items():
        (tmp_path / f"{kind}.dcm").write_bytes(encoded(made))

    done = subprocess.run(
        [*APART, sys.executable, "-m", "tests.support.gateway.orthanc", tmp_path, by],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    archive = json.loads(done.stdout)

    assert sorted(instance["Modality"] for instance in archive["instances"]) == ["OT", "SR"]
    for instance in archive["instances"]:
        assert (instance["PatientID"], instance["PatientName"]) == (IDENTITY["PatientID"], "Exámple^Zoë")
    (study,) = archive["studies"]
    assert study["MainDicomTags"]["StudyInstanceUID"] == IDENTITY["StudyInstanceUID"]
