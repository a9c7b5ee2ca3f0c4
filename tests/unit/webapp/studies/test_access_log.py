"""The log shows who created, saw or deleted a study."""

import io
import json
from typing import Any

import pytest

from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import Visitor


@pytest.fixture
def study_id(member: Visitor) -> str:
    body = {"content_type": "image/png", "size": 1, "patient_ref": "P-secret"}
    created: str = member.call("POST", "/studies", json=body).json["study_id"]
    return created


def accesses(log: io.StringIO) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    return [line for line in lines if "study_id" in line]


def test_the_log_names_who_created_saw_and_deleted_a_study_but_no_patient(
    log: io.StringIO, member: Visitor, study_id: str, cognito: FakeCognito
) -> None:
    member.get(f"/studies/{study_id}")
    member.get(f"/api/v1/studies/{study_id}")
    member.call("DELETE", f"/studies/{study_id}")

    (user,) = cognito.users.values()
    seen = accesses(log)
    assert {(line["message"], line["account"], line["study_id"]) for line in seen} == {
        ("answered", user.sub, study_id)
    }
    assert [(line["method"], line["status"]) for line in seen] == [
        ("POST", 201),
        ("GET", 200),
        ("GET", 200),
        ("DELETE", 204),
    ]
    assert "P-secret" not in log.getvalue()


def test_an_attempt_on_another_sites_study_is_logged(
    log: io.StringIO, study_id: str, stranger: Visitor, cognito: FakeCognito
) -> None:
    stranger.call("DELETE", f"/studies/{study_id}")

    last = accesses(log)[-1]
    assert (last["account"], last["status"]) == (cognito.users["stranger@example.org"].sub, 404)


@pytest.mark.parametrize("header", [{"X-Prefetch": "1"}, {"Sec-Purpose": "prefetch;prerender"}])
def test_a_study_that_is_fetched_ahead_is_not_logged_as_seen(
    log: io.StringIO, member: Visitor, study_id: str, header: dict[str, str]
) -> None:
    member.get(f"/api/v1/studies/{study_id}")
    member.get(f"/api/v1/studies/{study_id}", headers=header)

    assert [line.get("prefetched", False) for line in accesses(log)[1:]] == [False, True]


def test_an_address_that_names_no_study_is_not_logged(log: io.StringIO, member: Visitor) -> None:
    member.get("/studies/Jane-Doe")
    member.get("/api/v1/studies/Jane-Doe")

    assert accesses(log) == []
    assert "Jane-Doe" not in log.getvalue()
