"""The worklist in the JSON API."""

import hashlib
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import pytest

from cxr.storage.object_keys import thumbnail_key
from cxr.study import Study
from tests.support.worklist_studies import KINDS, NOW, put, study_of
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.visitor import PageResponse, Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

SHA256 = hashlib.sha256(b"a film").hexdigest()
UPLOAD = {"content_type": "image/jpeg", "size": 6, "sha256": SHA256}
UNKNOWN_ID = "01ARZ3NDEKTSV4RRFFQ69G5FAV"


@pytest.fixture
def site(member: Visitor) -> str:
    created = member.call("POST", "/studies", json={"content_type": "image/jpeg", "size": 1}).json
    member.call("DELETE", f"/studies/{created['study_id']}")
    name: str = created["upload"]["fields"]["key"].split("/")[1]
    return name


@pytest.fixture
def seed(site: str, studies_table: "Table", clock: Clock) -> Callable[..., Study]:
    """Put a study of a kind into the member's site."""
    clock.now = NOW

    def add(kind: str, minutes_ago: float = 5, **more: Any) -> Study:
        study = study_of(kind, minutes_ago, site=site, **more)
        put(studies_table, [study])
        return study

    return add


def _list(visitor: Visitor, **query: Any) -> Any:
    response = visitor.call("POST", "/worklist", json=query)
    assert response.status_code == 200, response.text
    return response.json


def _edit(visitor: Visitor, study: Study, **changes: Any) -> PageResponse:
    return visitor.call("PATCH", f"/studies/{study.study_id}", json=changes)


def test_the_list_begins_with_what_is_to_do(member: Visitor, seed: Callable[..., Study]) -> None:
    late, positive = seed("negative", 61), seed("positive", 5)
    seed("negative", 3, unread=False)
    answer = _list(member)
    assert [study["study_id"] for study in answer["studies"][:2]] == [late.study_id, positive.study_id]
    assert [study["overdue"] for study in answer["studies"]] == [True, False, False]
    assert [study["unread"] for study in answer["studies"]] == [True, True, False]
    assert answer["unread"] == {"negative": 1, "positive": 1}
    assert (answer["total"], answer["cursor"], answer["is_cut"]) == (3, None, False)


def test_filters_and_order_are_those_of_the_request(member: Visitor, seed: Callable[..., Study]) -> None:
    for number, kind in enumerate(KINDS):
        seed(kind, number, patient_ref=f"Ward {number}")
    answer = _list(member, order="newest", outcomes=["positive", "refused"], search="ward")
    assert [study["patient_ref"] for study in answer["studies"]] == ["Ward 0", "Ward 4"]


def test_pages_of_fifty_follow_one_another(member: Visitor, seed: Callable[..., Study]) -> None:
    for minutes in range(60):
        seed("positive", minutes / 10)
    first = _list(member)
    second = _list(member, cursor=first["cursor"])
    assert [len(page["studies"]) for page in (first, second)] == [50, 10]
    assert second["cursor"] is None


def test_a_poll_fetches_no_list_again_that_has_not_changed(
    member: Visitor, seed: Callable[..., Study]
) -> None:
    study = seed("positive")
    first = _list(member)
    assert _list(member, known=first["version"]) == {"unchanged": True}
    _edit(member, study, patient_ref="P-1")
    again = _list(member, known=first["version"])
    assert [found["patient_ref"] for found in again["studies"]] == ["P-1"]


def test_studies_beyond_the_page_can_be_asked_for(
    member: Visitor, stranger: Visitor, seed: Callable[..., Study]
) -> None:
    study = seed("negative", unread=False)
    asked = {"unread": True, "also": [study.study_id, UNKNOWN_ID]}
    answer = _list(member, **asked)
    assert answer["studies"] == []
    assert [found["study_id"] for found in answer["also"]] == [study.study_id]
    assert _list(stranger, **asked)["also"] == []


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ({"order": "random"}, "order"),
        ({"outcomes": ["ill"]}, "outcomes.0"),
        ({"since": "2026-11-28T00:00:00"}, "since"),
        ({"since": 1764288000}, "since"),
        ({"search": "x" * 65}, "search"),
        ({"also": ["nothing"]}, "also.0"),
        ({"also": [UNKNOWN_ID] * 51}, "also"),
        ({"site": "another"}, "site"),
    ],
)
def test_an_invalid_query_names_its_field(member: Visitor, query: dict[str, Any], field: str) -> None:
    response = member.call("POST", "/worklist", json=query)
    assert (response.status_code, response.mimetype) == (422, "application/problem+json")
    assert [error["field"] for error in response.json["errors"]] == [field]


@pytest.mark.parametrize(
    "query",
    [
        {"search": "\x1c\x95"},
        {"search": "\x00"},
        {"since": "0184-05-19T23:39:45Z"},
        {"until": "0184-05-19T23:39:45Z", "order": "probability"},
        {"until": "9999-12-31T23:59:59Z", "order": "probability"},
        {"since": "2026-11-28T00:00:00Z", "until": "2026-11-27T00:00:00Z"},
    ],
)
def test_a_strange_but_valid_query_has_an_answer(member: Visitor, query: dict[str, Any]) -> None:
    assert member.call("POST", "/worklist", json=query).status_code == 200


def test_a_cursor_of_another_list_is_refused(member: Visitor) -> None:
    assert member.call("POST", "/worklist", json={"cursor": "rubbish"}).status_code == 400


def test_no_one_lists_or_edits_without_logging_in(visitor: Visitor) -> None:
    assert visitor.call("POST", "/worklist", json={}).status_code == 401
    assert visitor.call("POST", "/thumbnails", json={"ids": []}).status_code == 401
    assert visitor.call("PATCH", f"/studies/{UNKNOWN_ID}", json={}).status_code == 401


def test_a_study_is_marked_read_and_unread(member: Visitor, seed: Callable[..., Study]) -> None:
    study = seed("positive")
    assert _edit(member, study, unread=False, updated_at=study.updated_at.isoformat()).status_code == 204
    assert _list(member, unread=True)["studies"] == []
    assert _edit(member, study, unread=True).status_code == 204
    assert len(_list(member, unread=True)["studies"]) == 1


def test_an_outcome_that_was_not_shown_stays_unread(member: Visitor, seed: Callable[..., Study]) -> None:
    study = seed("failed")
    seen = (study.updated_at - timedelta(minutes=1)).isoformat()
    assert _edit(member, study, unread=False, updated_at=seen).status_code == 409
    assert _edit(member, study, unread=False).status_code == 422
    assert len(_list(member, unread=True)["studies"]) == 1


def test_a_reference_can_be_corrected_and_removed(member: Visitor, seed: Callable[..., Study]) -> None:
    study = seed("positive", patient_ref="Ward 3")
    assert _edit(member, study, patient_ref=" P-17 ").status_code == 204
    assert _list(member, search="p-17")["studies"][0]["patient_ref"] == "P-17"
    assert _edit(member, study, patient_ref="").status_code == 204
    assert _list(member)["studies"][0]["patient_ref"] is None
    assert _edit(member, study, patient_ref="two\nlines").status_code == 422


def test_another_sites_study_cannot_be_edited(
    member: Visitor, stranger: Visitor, seed: Callable[..., Study]
) -> None:
    study = seed("positive", patient_ref="Ward 3")
    assert _edit(stranger, study, patient_ref="mine").status_code == 404
    assert _edit(stranger, study, unread=True).status_code == 404
    assert _list(member)["studies"][0]["patient_ref"] == "Ward 3"


def test_thumbnails_are_of_the_members_own_site(member: Visitor, seed: Callable[..., Study]) -> None:
    study = seed("positive")
    links = member.call("POST", "/thumbnails", json={"ids": [study.study_id]}).json
    link = urlsplit(links[study.study_id])
    assert link.netloc == "the-results.s3.eu-central-1.amazonaws.com"
    assert link.path == "/" + thumbnail_key(study.site, study.study_id)


def test_a_refused_film_can_be_seen_where_it_was_decoded(
    member: Visitor, services: Services, seed: Callable[..., Study], studies_table: "Table"
) -> None:
    study = seed("refused")
    assert member.get(f"/api/v1/studies/{study.study_id}").json["links"] == {}
    studies_table.update_item(
        Key={"site": study.site, "study_id": study.study_id},
        UpdateExpression="SET has_thumbnail = :yes",
        ExpressionAttributeValues={":yes": True},
    )
    assert member.get(f"/api/v1/studies/{study.study_id}").json["links"].keys() == {"preview"}


def test_a_film_that_was_uploaded_before_is_recognised(
    member: Visitor, stranger: Visitor, services: Services, clock: Clock
) -> None:
    first = member.call("POST", "/studies", json=UPLOAD).json
    assert member.call("POST", "/studies", json=UPLOAD).status_code == 201, "the first has not arrived"
    latest = member.call("POST", "/studies", json=UPLOAD).json
    site = first["upload"]["fields"]["key"].split("/")[1]
    services.studies.claim(site, latest["study_id"], "etag", "upload", clock())

    response = member.call("POST", "/studies", json=UPLOAD)
    assert response.status_code == 409
    assert response.json["study_id"] == latest["study_id"]
    assert response.json["created_at"]
    assert member.call("POST", "/studies", json={**UPLOAD, "allow_duplicate": True}).status_code == 201
    assert stranger.call("POST", "/studies", json=UPLOAD).status_code == 201, "of another site"


def test_a_deleted_film_may_be_uploaded_again(member: Visitor, services: Services, clock: Clock) -> None:
    created = member.call("POST", "/studies", json=UPLOAD).json
    site = created["upload"]["fields"]["key"].split("/")[1]
    services.studies.claim(site, created["study_id"], "etag", "upload", clock())
    member.call("DELETE", f"/studies/{created['study_id']}")
    assert member.call("POST", "/studies", json=UPLOAD).status_code == 201


def test_the_table_does_not_tell_whether_a_site_has_a_film(member: Visitor, studies_table: "Table") -> None:
    member.call("POST", "/studies", json=UPLOAD)
    assert SHA256 not in str(studies_table.scan()["Items"])
