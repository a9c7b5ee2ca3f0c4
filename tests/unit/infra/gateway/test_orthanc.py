"""Orthanc, set up by our recipe, files results with their film, whichever way they are sent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from cxr.interchange.dicom.result_object import ObjectKind
from cxr.interchange.dicom.result_objects import encoded
from infra.gateway.archive import StoreScu, StowClient
from infra.gateway.settings import DicomArchive
from infra.gateway.trial.archive import TITLE
from infra.gateway.trial.modality import GATEWAY
from infra.gateway.trial.orthanc import OrthancArchive, missing
from infra.local.settings import free_port
from tests.support.films.identified import IDENTITY, identified_film
from tests.support.interchange.results import objects


@pytest.fixture
def orthanc(tmp_path: Path) -> Iterator[OrthancArchive]:
    if reason := missing():
        pytest.skip(reason)
    with OrthancArchive(tmp_path / "orthanc", free_port()) as started:
        yield started


@pytest.mark.parametrize("by", ["c-store", "stow-rs"])
def test_results_are_in_the_study_of_their_film(orthanc: OrthancArchive, tmp_path: Path, by: str) -> None:
    for kind, made in objects(identified_film(), kinds=(ObjectKind.SR, ObjectKind.SC)).items():
        (tmp_path / f"{kind}.dcm").write_bytes(encoded(made))
    archive = DicomArchive(protocol="c-store", ae_title=TITLE, host="127.0.0.1", port=orthanc.port)
    client = StowClient(f"{orthanc.web}/dicom-web") if by == "stow-rs" else StoreScu(archive, GATEWAY)

    for _ in range(2):
        client.send(sorted(tmp_path.glob("*.dcm")))

    assert orthanc.count() == 2
    results = orthanc.results(str(IDENTITY["StudyInstanceUID"]))
    assert sorted(result.Modality for result in results) == ["OT", "SR"]
    for result in results:
        assert (result.PatientID, str(result.PatientName)) == (IDENTITY["PatientID"], "Exámple^Zoë")
