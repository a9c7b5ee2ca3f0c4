"""The earlier films of a patient in the API."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cxr.study import Finding, Label
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

FINDING = Finding(0.9, Label.POSITIVE, True, "v-test")
OLDER = replace(FINDING, model_version="v-older")


@pytest.fixture
def patient(member: Visitor, services: Services, members_table: "Table", clock: Clock) -> dict[str, str]:
    """Three films of one patient: two by the model in use, the oldest by an older one."""
    (item,) = members_table.scan()["Items"]
    found = {}
    for name, finding in (("oldest", OLDER), ("earlier", FINDING), ("latest", FINDING)):
        body = {"content_type": "image/png", "size": 1, "patient_ref": "P-7"}
        study_id = member.call("POST", "/studies", json=body).json["study_id"]
        claimed = services.studies.claim(str(item["site"]), study_id, "etag", "upload", clock())
        services.studies.complete(claimed, finding, clock())
        found[name] = study_id
        clock.advance(timedelta(seconds=2))
    return found


def test_priors_are_newest_first_and_say_what_may_be_compared(
    member: Visitor, patient: dict[str, str]
) -> None:
    answer = member.get(f"/api/v1/studies/{patient['latest']}/priors").json
    shown = [(it["study_id"], it["model_version"], it["comparable"]) for it in answer["priors"]]
    assert shown == [(patient["earlier"], "v-test", True), (patient["oldest"], "v-older", False)]
    assert answer["searched_back_to"] is None
    assert answer["priors"][0]["label"] == "positive"


def test_the_first_film_of_a_patient_has_no_priors(member: Visitor, patient: dict[str, str]) -> None:
    assert member.get(f"/api/v1/studies/{patient['oldest']}/priors").json["priors"] == []


def test_priors_are_for_the_site_alone(patient: dict[str, str], stranger: Visitor, visitor: Visitor) -> None:
    path = f"/api/v1/studies/{patient['latest']}/priors"
    assert stranger.get(path).status_code == 404
    assert visitor.get(path).status_code == 401
    assert stranger.get("/api/v1/studies/nothing/priors").status_code == 404
