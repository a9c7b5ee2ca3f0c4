"""What the API says of a finding at the prevalence of the reader's place."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from cxr.study import Finding, Label
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, PageResponse, Visitor
from webapp.app import create_app
from webapp.services import Services
from webapp.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

FINDING = Finding(0.897, Label.POSITIVE, True, "v-test")
FOREIGN = replace(FINDING, label=None, in_population=False)
SENTENCE = "Give the prevalence as a share from 0.001 to 0.999, that is 0.1 to 99.9 in 100 films."
FIGURES = {
    "films": 624,
    "sensitivity": 0.98974,
    "specificity": 0.89744,
    "intervals": {"sensitivity": [0.97819, 1.0], "specificity": [0.85651, 0.93417]},
}

Store = Callable[[Finding], str]


@pytest.fixture
def services(services: Services) -> Services:
    card = services.model_card
    assert card
    return replace(services, model_card=card.model_copy(update={"figures": {"test": FIGURES}}))


@pytest.fixture
def site(member: Visitor, members_table: "Table") -> str:
    (item,) = members_table.scan()["Items"]
    return str(item["site"])


@pytest.fixture
def store(member: Visitor, services: Services, site: str, clock: Clock) -> Store:
    """Store a finding, and return the id of its study."""

    def store(finding: Finding) -> str:
        body = {"content_type": "image/png", "size": 1}
        study_id: str = member.call("POST", "/studies", json=body).json["study_id"]
        study = services.studies.claim(site, study_id, "etag", "upload", clock())
        services.studies.complete(study, finding, clock())
        return study_id

    return store


def show(visitor: Visitor, study_id: str, query: str = "") -> dict[str, Any]:
    study: dict[str, Any] = visitor.get(f"/api/v1/studies/{study_id}{query}").json
    return study


def put(visitor: Visitor, prevalence: object) -> PageResponse:
    return visitor.call("PUT", "/prevalence", json={"prevalence": prevalence})


def test_without_a_prevalence_there_is_the_probability_alone(member: Visitor, store: Store) -> None:
    study = show(member, store(FINDING))
    assert (study["probability"], study["probability_at_site"], study["prevalence"]) == (0.897, None, None)
    meaning = study["meaning"]
    assert (meaning["assumed_prevalence"], meaning["prevalence_source"]) == (0.7635, None)
    assert (meaning["sentence"], meaning["in_100"], meaning["predictive_value"]) == (None, None, None)
    assert len(meaning["elsewhere"]) == 3


def test_the_prevalence_of_the_site_holds_for_every_study(
    member: Visitor, services: Services, site: str, store: Store
) -> None:
    study_id = store(FINDING)
    services.site_settings.set_prevalence(site, 0.1)
    shown, listed = show(member, study_id), member.get("/api/v1/studies").json["studies"][0]
    for study in (shown, listed):
        assert (study["label"], study["probability"], study["prevalence"]) == ("positive", 0.897, 0.1)
        assert study["probability_at_site"] == pytest.approx(0.231, abs=5e-4)
    assert shown["meaning"]["prevalence_source"] == "site"
    assert shown["meaning"]["sentence"] == "Of 100 films like this one here, about 23 show pneumonia."
    assert shown["meaning"]["in_100"] == 23
    assert shown["meaning"]["elsewhere"] == []
    value = shown["meaning"]["predictive_value"]
    assert (value["label"], value["films"]) == ("positive", 624)
    assert value["value"] == pytest.approx(0.517, abs=5e-4)
    assert value["interval"] == pytest.approx([0.431, 0.628], abs=5e-4)
    assert "51.7 %" in value["sentence"]


def test_a_members_own_prevalence_overrides_the_sites_for_them_alone(
    member: Visitor,
    app: Flask,
    cognito: FakeCognito,
    services: Services,
    members_table: "Table",
    site: str,
    store: Store,
) -> None:
    study_id = store(FINDING)
    services.site_settings.set_prevalence(site, 0.1)
    colleague = cognito.add_user("colleague@example.org", PASSWORD)
    members_table.put_item(Item={"sub": colleague.sub, "site": site, "role": "clinician"})
    other = Visitor(app)
    other.log_in("colleague@example.org")

    assert put(member, 0.05).status_code == 204
    mine, theirs = show(member, study_id), show(other, study_id)
    assert (mine["prevalence"], mine["meaning"]["prevalence_source"]) == (0.05, "own")
    assert mine["probability_at_site"] == pytest.approx(0.124, abs=5e-4)
    assert (theirs["prevalence"], theirs["meaning"]["prevalence_source"]) == (0.1, "site")

    assert member.call("DELETE", "/prevalence").status_code == 204
    assert show(member, study_id)["prevalence"] == 0.1


def test_at_the_prevalence_of_the_calibration_both_probabilities_are_equal(
    member: Visitor, store: Store
) -> None:
    put(member, 0.7635)
    study = show(member, store(FINDING))
    assert study["probability_at_site"] == study["probability"]


def test_a_prevalence_that_is_only_asked_for_is_not_kept(member: Visitor, store: Store) -> None:
    study_id = store(FINDING)
    put(member, 0.1)
    asked = show(member, study_id, "?prevalence=0.2")
    assert (asked["prevalence"], asked["meaning"]["prevalence_source"]) == (0.2, "request")
    assert asked["probability_at_site"] == pytest.approx(0.403, abs=5e-4)
    assert show(member, study_id)["prevalence"] == 0.1


@pytest.mark.parametrize(
    "finding",
    [FOREIGN, replace(FINDING, in_population=None), replace(FINDING, model_version="v-older")],
    ids=["outside_the_population", "unknown_population", "another_model"],
)
@pytest.mark.parametrize("query", ["", "?prevalence=0.2"], ids=["set", "asked"])
def test_a_film_to_which_no_prevalence_applies_has_no_probability_at_site(
    member: Visitor, store: Store, finding: Finding, query: str
) -> None:
    put(member, 0.1)
    study_id = store(finding)
    study = show(member, study_id, query)
    assert (study["probability_at_site"], study["meaning"]) == (None, None)
    assert study["probability"] == 0.897
    assert member.get("/api/v1/studies").json["studies"][0]["probability_at_site"] is None


def test_a_study_without_a_finding_has_the_prevalence_alone(member: Visitor) -> None:
    put(member, 0.1)
    created = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json
    study = show(member, created["study_id"])
    assert (study["prevalence"], study["probability_at_site"], study["meaning"]) == (0.1, None, None)


def test_without_a_card_there_is_no_probability_at_site(
    settings: Settings, services: Services, cognito: FakeCognito, store: Store
) -> None:
    study_id = store(FINDING)
    visitor = Visitor(create_app(settings, replace(services, model_card=None)))
    visitor.log_in("member@example.org")
    put(visitor, 0.1)
    study = show(visitor, study_id)
    assert (study["prevalence"], study["probability_at_site"], study["meaning"]) == (0.1, None, None)


@pytest.mark.parametrize("bad", [0, 1, -0.1, 10, "many", "", None, True, [0.1]])
def test_a_bad_prevalence_is_refused_with_a_sentence_and_changes_nothing(
    member: Visitor, members_table: "Table", bad: object
) -> None:
    put(member, 0.1)
    response = put(member, bad)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert response.json["detail"] == SENTENCE
    (item,) = members_table.scan()["Items"]
    assert item["prevalence"] == Decimal("0.1")


@pytest.mark.parametrize("body", ["NaN", "[]", "0.1", '{"prevalence": NaN}', '{"prevalence": 1e999}', "{}"])
def test_a_body_without_a_usable_prevalence_is_refused(member: Visitor, body: str) -> None:
    response = member.call("PUT", "/prevalence", data=body, content_type="application/json")
    assert (response.status_code, response.json["detail"]) == (422, SENTENCE)


@pytest.mark.parametrize("asked", ["0", "1", "nan", "many", ""])
def test_a_bad_prevalence_in_an_address_is_refused(member: Visitor, store: Store, asked: str) -> None:
    response = member.get(f"/api/v1/studies/{store(FINDING)}?prevalence={asked}")
    assert (response.status_code, response.json["detail"]) == (422, SENTENCE)


def test_a_prevalence_is_set_by_signed_in_members_and_own_pages_alone(
    visitor: Visitor, member: Visitor, members_table: "Table"
) -> None:
    assert put(visitor, 0.1).status_code == 401
    response = member.call("PUT", "/prevalence", csrf=False, json={"prevalence": 0.1})
    assert response.status_code == 400
    (item,) = members_table.scan()["Items"]
    assert "prevalence" not in item
