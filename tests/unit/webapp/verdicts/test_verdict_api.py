"""Readers give verdicts on the findings of their site."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from cxr.study import RefusalReason
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.pool_keys import PoolKeys, access_token
from tests.unit.webapp.support.reading import FINDING, give, show
from tests.unit.webapp.support.visitor import Visitor
from tests.unit.webapp.verdicts.conftest import Read
from webapp.services import Services

FOREIGN = replace(FINDING, label=None, in_population=False)


def test_a_verdict_is_recorded_with_what_the_reader_was_shown(
    member: Visitor, read: Read, clock: Clock
) -> None:
    study_id = read()
    given = give(member, study_id, verdict="disagree", finding="other", note=" Old scar.\nSee 2024. ")
    assert given.status_code == 201
    assert given.json == {
        "study_id": study_id,
        "given_at": clock().isoformat(),
        "reader": given.json["reader"],
        "reader_email": "member@example.org",
        "is_own": True,
        "verdict": "disagree",
        "finding": "other",
        "note": "Old scar.\nSee 2024.",
        "before_opinion": False,
        "model_version": "v-test",
        "label": "positive",
        "probability": 0.87,
        "in_population": True,
    }
    assert show(member, study_id)["verdict"] == given.json


def test_a_changed_verdict_keeps_its_history(
    member: Visitor, colleague: Visitor, read: Read, clock: Clock
) -> None:
    study_id = read()
    for visitor, verdict in ((member, "agree"), (colleague, "unsure"), (member, "disagree")):
        assert give(visitor, study_id, verdict=verdict).status_code == 201
        clock.advance(timedelta(seconds=1))
    history = colleague.get(f"/api/v1/studies/{study_id}/verdicts").json["verdicts"]
    assert [(one["verdict"], one["is_own"]) for one in history] == [
        *(("disagree", False), ("unsure", True), ("agree", False))
    ]
    assert show(colleague, study_id)["verdict"] == history[0]


def test_the_list_has_the_newest_verdict_on_each_film(member: Visitor, read: Read) -> None:
    films = [read() for _ in range(3)]
    give(member, films[0], verdict="agree")
    give(member, films[2], finding="none")
    listed = {study["study_id"]: study["verdict"] for study in member.get("/api/v1/studies").json["studies"]}
    assert [listed[film] and listed[film]["verdict"] for film in films] == ["agree", None, "disagree"]


def test_a_foreign_film_takes_a_finding_and_no_agreement(member: Visitor, read: Read) -> None:
    study_id = read(FOREIGN)
    refused = give(member, study_id, verdict="agree")
    assert (refused.status_code, "no label" in refused.json["detail"]) == (422, True)
    given = give(member, study_id, finding="pneumonia").json
    assert (given["verdict"], given["finding"], given["label"]) == (None, "pneumonia", None)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({}, ""),
        ({"note": "only a note"}, ""),
        ({"verdict": "maybe"}, "verdict"),
        ({"finding": "tumour"}, "finding"),
        ({"verdict": "agree", "note": "x" * 501}, "note"),
        ({"verdict": "agree", "note": "a\x00b"}, "note"),
        ({"verdict": "agree", "reader": "sub-2"}, "reader"),
        ([], ""),
    ],
)
def test_an_invalid_verdict_is_refused_and_not_recorded(
    member: Visitor, read: Read, body: Any, field: str
) -> None:
    study_id = read()
    response = member.call("POST", f"/studies/{study_id}/verdicts", json=body)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert [error["field"] for error in response.json["errors"]] == [field]
    assert "xxxx" not in response.text
    assert member.get(f"/api/v1/studies/{study_id}/verdicts").json == {"verdicts": []}


def test_a_note_of_500_characters_is_accepted(member: Visitor, read: Read) -> None:
    assert give(member, read(), verdict="unsure", note="x" * 500).status_code == 201


def test_a_film_without_a_finding_takes_no_verdict(
    member: Visitor, services: Services, site: str, clock: Clock
) -> None:
    study_id = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json["study_id"]
    assert give(member, study_id, verdict="agree").status_code == 409
    study = services.studies.claim(site, study_id, "etag", "upload", clock())
    services.studies.refuse(study, RefusalReason.BLANK, clock())
    assert give(member, study_id, finding="none").status_code == 409


@pytest.mark.parametrize("study_id", ["01ARZ3NDEKTSV4RRFFQ69G5FAV", "Jane-Doe"])
def test_an_unknown_study_takes_no_verdict(member: Visitor, study_id: str) -> None:
    assert give(member, study_id, verdict="agree").status_code == 404
    assert member.get(f"/api/v1/studies/{study_id}/verdicts").status_code == 404
    assert member.call("POST", f"/studies/{study_id}/opinion").status_code == 404


def test_verdicts_belong_to_signed_in_members_of_the_site(
    visitor: Visitor, member: Visitor, stranger: Visitor, read: Read, services: Services, site: str
) -> None:
    study_id = read()
    assert give(visitor, study_id, verdict="agree").status_code == 401
    assert give(stranger, study_id, verdict="agree").status_code == 404
    assert stranger.get(f"/api/v1/studies/{study_id}/verdicts").status_code == 404
    path = f"/studies/{study_id}/verdicts"
    assert member.call("POST", path, csrf=False, json={"verdict": "agree"}).status_code == 400
    assert services.verdicts.of_site(site).verdicts == ()


def test_a_program_gives_a_verdict_without_an_address(
    member: Visitor, visitor: Visitor, pool_keys: PoolKeys, cognito: FakeCognito, read: Read
) -> None:
    study_id = read()
    token = access_token(pool_keys, sub=cognito.users["member@example.org"].sub)
    headers = {"Authorization": f"Bearer {token}"}
    path = f"/studies/{study_id}/verdicts"
    given = visitor.call("POST", path, csrf=False, headers=headers, json={"verdict": "agree"})
    assert (given.status_code, given.json["reader_email"]) == (201, None)
    assert show(member, study_id)["verdict"]["is_own"] is True


def test_deleting_a_study_deletes_its_notes_and_keeps_its_verdicts(
    member: Visitor, read: Read, services: Services, site: str
) -> None:
    study_id = read()
    give(member, study_id, verdict="disagree", note="Jane Doe's film")
    assert member.call("DELETE", f"/studies/{study_id}").status_code == 204
    (kept,) = services.verdicts.of_site(site, with_notes=True).verdicts
    assert (kept.judgement, kept.note) == ("disagree", None)
    assert give(member, study_id, verdict="agree").status_code == 404
