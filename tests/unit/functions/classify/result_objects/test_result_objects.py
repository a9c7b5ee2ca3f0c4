"""A site that wants result objects gets them, and they contain nothing of the patient."""

import io
import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from pydicom import dcmread
from pydicom.dataset import Dataset

from cxr.inference.model_card import load_model_card
from cxr.interchange.statement import exact_percent, state
from cxr.storage.sites.site_settings import SiteSettings
from cxr.storage.studies.study_store import StudyStore
from cxr.study import UNASSIGNED_SITE, Status
from functions.classify.pseudonyms import Pseudonyms
from functions.classify.study_resolver import IncomingFilm
from tests.support.films.dicoms import deep_chest, dicom
from tests.support.films.identified import IDENTITY, identified_film

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
RESULTS = "pneumoscope-test-results"
ALL = ("sr", "sr3d", "sc", "pr", "fhir")
UIDS = ("StudyInstanceUID", "SeriesInstanceUID", "SOPInstanceUID")
Deliver = Callable[..., IncomingFilm]
Handler = Callable[[dict[str, Any]], dict[str, Any]]


def parsed(content: bytes) -> Dataset:
    return dcmread(io.BytesIO(content))


def test_no_site_gets_objects_that_it_did_not_ask_for(
    read_film: Callable[..., None], objects: Callable[[], dict[str, bytes]], site_settings: SiteSettings
) -> None:
    site_settings.set_result_objects("another-site", ALL)
    site_settings.set_prevalence(SITE, 0.1)
    read_film(identified_film())
    assert objects() == {}


def test_a_film_gets_the_objects_that_its_site_wants(
    read_film: Callable[..., None], objects: Callable[[], dict[str, bytes]], site_settings: SiteSettings
) -> None:
    site_settings.set_result_objects(SITE, ("sc", "pr"))
    read_film(identified_film())
    assert objects().keys() == {"sc.dcm", "pr.dcm"}


def test_objects_refer_to_their_film_and_name_the_patient_by_the_hash(
    read_film: Callable[..., None],
    objects: Callable[[], dict[str, bytes]],
    site_settings: SiteSettings,
    pseudonyms: Pseudonyms,
) -> None:
    site_settings.set_result_objects(SITE, ALL)
    read_film(identified_film())

    made = objects()
    patient_hash = pseudonyms.of_site(SITE)("patient", str(IDENTITY["PatientID"]))
    assert made.keys() == {"sr.dcm", "sr3d.dcm", "sc.dcm", "pr.dcm", "fhir.json"}
    assert patient_hash.encode() in made.pop("fhir.json")
    for name, content in made.items():
        one = parsed(content)
        assert one.StudyInstanceUID == IDENTITY["StudyInstanceUID"]
        assert one.SeriesInstanceUID != IDENTITY["SeriesInstanceUID"]
        assert (one.PatientID, one.PatientName, one.PatientIdentityRemoved) == (patient_hash, "", "YES"), name
        assert str(IDENTITY["SOPInstanceUID"]) in str(one)


def test_objects_contain_no_value_of_the_patient(
    read_film: Callable[..., None], objects: Callable[[], dict[str, bytes]], site_settings: SiteSettings
) -> None:
    """Not even in elements that are copied, where a name does not belong."""
    site_settings.set_result_objects(SITE, ALL)
    misplaced: dict[str, Any] = {
        "PatientOrientation": ["EXAMPLE", "ZOE"],
        "VOILUTFunction": "EXAMPLE ZOE",
        "LossyImageCompressionMethod": "EXAMPLE",
        "InstitutionName": "Example Hospital",
        "PatientComments": "Exámple",
    }
    film = identified_film(**misplaced)
    read_film(film)

    of_person = [
        str(value).encode("latin-1")
        for keyword, value in (IDENTITY | {"InstitutionName": "Example Hospital"}).items()
        if keyword not in (*UIDS, "SpecificCharacterSet", "PatientSex", "StudyID", "PatientOrientation")
        if value
    ]
    of_person += [b"EXAMPLE", b"ZOE", "Exámple".encode("latin-1"), "Exámple".encode()]
    assert [value for value in of_person if value not in film] == ["Exámple".encode()]
    made = objects()
    assert len(made) == len(ALL)
    for name, content in made.items():
        assert [value for value in of_person if value in content] == [], name
        if name.endswith(".dcm"):
            one = parsed(content)
            empty = ("PatientSex", "StudyID", "StudyDate", "StudyTime", "AccessionNumber", "PatientBirthDate")
            assert [keyword for keyword in empty if one.get(keyword)] == [], name


def test_the_prevalence_of_the_site_is_in_its_objects(
    read_film: Callable[..., None],
    objects: Callable[[], dict[str, bytes]],
    site_settings: SiteSettings,
    classifier: Any,
) -> None:
    card = load_model_card()
    classifier.finding = replace(classifier.finding, in_population=True, model_version=card.version)
    site_settings.set_result_objects(SITE, ("sr", "fhir"))
    site_settings.set_prevalence(SITE, 0.1)
    read_film(identified_film())
    expected = state(classifier.finding, card, 0.1).probability_at_site
    assert expected is not None
    made = objects()
    assert f"{exact_percent(expected):.4f}" in str(parsed(made["sr.dcm"]))
    assert json.dumps(exact_percent(expected)) in made["fhir.json"].decode()


@pytest.mark.parametrize(
    ("data", "content_type"),
    [
        (identified_film(SeriesInstanceUID=None), "application/dicom"),
        (identified_film(SOPInstanceUID="no UID"), "application/dicom"),
        (dicom(deep_chest()), "application/dicom"),
    ],
    ids=["no series", "no instance", "no identifier"],
)
def test_a_film_that_nothing_can_refer_to_is_read_without_objects(
    read_film: Callable[..., None],
    objects: Callable[[], dict[str, bytes]],
    site_settings: SiteSettings,
    studies: StudyStore,
    data: bytes,
    content_type: str,
) -> None:
    site_settings.set_result_objects(SITE, ALL)
    read_film(data, content_type)
    assert studies.get(SITE, STUDY_ID).status is Status.COMPLETE
    assert objects() == {}


def test_a_picture_has_no_header_for_objects(
    read_film: Callable[..., None],
    objects: Callable[[], dict[str, bytes]],
    site_settings: SiteSettings,
    film: bytes,
) -> None:
    site_settings.set_result_objects(SITE, ALL)
    read_film(film, "image/jpeg")
    assert objects() == {}


def test_films_of_no_site_get_no_objects(
    read_film: Callable[..., None], s3: "S3Client", site_settings: SiteSettings
) -> None:
    site_settings.set_result_objects(UNASSIGNED_SITE, ALL)
    read_film(identified_film(), site=UNASSIGNED_SITE)
    assert "Contents" not in s3.list_objects_v2(Bucket=RESULTS, Prefix="reports/")


def test_a_worker_starts_without_what_only_objects_need() -> None:
    """So a cold start takes as long as without the option."""
    loaded = "import sys, functions.classify.wiring; print(*sorted(sys.modules))"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, check=True, text=True)
    modules = done.stdout.split()
    assert "cxr.interchange.site_objects" in modules
    late = ("pydicom", "cxr.interchange.dicom", "cxr.interchange.fhir", "cxr.interchange.statement")
    assert [name for name in modules if name.startswith(late)] == []
