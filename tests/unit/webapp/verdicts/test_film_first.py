"""With *film first*, a reader sees a film before the model's opinion on it."""

from datetime import timedelta
from typing import Any

import pytest

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.reading import give, reading, set_reading, show
from tests.unit.webapp.support.visitor import Visitor
from tests.unit.webapp.verdicts.conftest import Read
from webapp.services import Services

HIDDEN: dict[str, Any] = {
    **dict.fromkeys(("probability", "label", "in_population", "out_of_population_reason", "model_version")),
    **dict.fromkeys(("probability_at_site", "out_of_population_sentence", "meaning", "verdict")),
    "regions": [],
    "opinion_hidden": True,
}


@pytest.fixture
def film_first(member: Visitor, site: str) -> None:
    member.call("PUT", "/prevalence", json={"prevalence": 0.1})
    assert set_reading(member, film_first=True) == 204


@pytest.mark.usefixtures("film_first")
def test_no_answer_has_the_opinion_before_the_verdict(
    member: Visitor, colleague: Visitor, read: Read
) -> None:
    study_id = read()
    give(colleague, study_id, verdict="disagree")
    study = show(member, study_id)
    assert {name: study[name] for name in HIDDEN} == HIDDEN
    assert list(study["links"]) == ["preview"]
    (listed,) = member.get("/api/v1/studies").json["studies"]
    assert {name: listed[name] for name in HIDDEN if name != "meaning"} == {
        name: value for name, value in HIDDEN.items() if name != "meaning"
    }
    assert member.get(f"/api/v1/studies/{study_id}/verdicts").json == {"verdicts": []}
    page = member.get("/agreement/").text
    assert "1 of 1 are hidden" in page
    assert study_id not in page + member.get("/agreement/verdicts-1.csv").text
    assert show(colleague, study_id)["label"] == "positive", "the setting is the member's own"


@pytest.mark.usefixtures("film_first")
def test_neither_worklist_nor_priors_nor_results_tell_the_opinion(member: Visitor, read: Read) -> None:
    prior, study_id = read(patient_ref="P-1"), read(patient_ref="P-1")
    hidden = {name: value for name, value in HIDDEN.items() if name != "meaning"}
    asked = {"order": "probability", "outcomes": ["negative"]}
    answer = member.call("POST", "/worklist", json=asked).json
    assert (answer["order"], answer["without_opinion"]) == ("newest", True)
    assert answer["unread"] == {"any": 2}
    assert [study["study_id"] for study in answer["studies"]] == [study_id, prior]
    (listed,) = member.get(f"/api/v1/studies/{study_id}/priors").json["priors"]
    assert {name: listed[name] for name in hidden} == hidden
    assert {name: answer["studies"][0][name] for name in hidden} == hidden
    assert member.get(f"/api/v1/studies/{study_id}/fhir").status_code == 409
    assert member.get(f"/studies/{study_id}/report.pdf").status_code == 409


@pytest.mark.usefixtures("film_first")
def test_a_verdict_opens_the_opinion_and_counts_as_before_it(member: Visitor, read: Read) -> None:
    study_id = read()
    assert give(member, study_id, verdict="agree").status_code == 409, "no one agrees with what is hidden"
    given = give(member, study_id, finding="none").json
    assert (given["before_opinion"], given["verdict"], given["label"]) == (True, "disagree", "positive")
    study = show(member, study_id)
    assert (study["opinion_hidden"], study["label"], "heatmap" in study["links"]) == (False, "positive", True)
    assert give(member, study_id, verdict="agree").json["before_opinion"] is False


@pytest.mark.usefixtures("film_first")
def test_who_asks_for_the_opinion_gives_no_verdict_before_it(member: Visitor, read: Read) -> None:
    study_id = read()
    for _ in range(2):
        assert member.call("POST", f"/studies/{study_id}/opinion").status_code == 204
    assert show(member, study_id)["label"] == "positive"
    assert show(member, study_id)["verdict"] is None
    assert give(member, study_id, verdict="agree").json["before_opinion"] is False


def test_a_film_that_may_have_been_seen_counts_as_seen(member: Visitor, read: Read, clock: Clock) -> None:
    seen = read()
    set_reading(member, film_first=True)
    assert show(member, seen)["opinion_hidden"] is True
    assert give(member, seen, finding="none").json["before_opinion"] is False
    hidden = read()
    set_reading(member, film_first=True)
    assert give(member, hidden, finding="none").json["before_opinion"] is True, "the same value is no change"
    peeked = read()
    set_reading(member, film_first=False)
    clock.advance(timedelta(minutes=1))
    set_reading(member, film_first=True)
    assert give(member, peeked, finding="none").json["before_opinion"] is False


def test_the_setting_of_the_site_holds_until_a_member_chooses(
    member: Visitor, services: Services, site: str, read: Read, clock: Clock
) -> None:
    services.site_settings.set_film_first(site, on=True, now=clock())
    assert reading(member) == {"film_first": True, "film_first_source": "site", "hotkeys": False}
    assert give(member, read(), finding="none").json["before_opinion"] is True
    set_reading(member, film_first=False)
    waiting = read()
    assert show(member, waiting)["opinion_hidden"] is False
    set_reading(member, film_first=None)
    assert reading(member)["film_first_source"] == "site"
    assert give(member, waiting, finding="none").json["before_opinion"] is False


def test_settings_change_one_by_one(member: Visitor) -> None:
    assert set_reading(member, hotkeys=True) == 204
    assert set_reading(member, film_first=True) == 204
    assert reading(member) == {"film_first": True, "film_first_source": "own", "hotkeys": True}


@pytest.mark.parametrize("body", [{"film_first": "yes"}, {"hotkeys": None}, {"heatmap": True}, [], 1])
def test_a_bad_setting_is_refused_and_changes_nothing(member: Visitor, body: Any) -> None:
    response = member.call("PUT", "/reading", json=body)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert reading(member) == {"film_first": False, "film_first_source": "site", "hotkeys": False}


def test_a_film_without_a_finding_hides_nothing(member: Visitor) -> None:
    set_reading(member, film_first=True)
    created = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json
    assert show(member, created["study_id"])["opinion_hidden"] is False
