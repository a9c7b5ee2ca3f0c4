"""A new study of the API: its upload form, and what a request may contain."""

import base64
import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest

from cxr.storage.object_keys import upload_key
from cxr.study import (
    MAX_UPLOAD_BYTES,
)
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.new_studies import BODY, create_study, site_of
from tests.unit.webapp.support.visitor import Visitor


def test_a_new_study_awaits_its_film(member: Visitor) -> None:
    response = member.call("POST", "/studies", json=BODY)
    assert response.location == f"/api/v1/studies/{response.json['study_id']}"
    study = member.get(response.location).json
    assert study["status"] == "awaiting_upload"
    assert study["patient_ref"] == "P-17"
    assert study["probability"] is None
    assert study["links"] == {}


def test_an_upload_form_fits_one_film_only_for_fifteen_minutes(member: Visitor, clock: Clock) -> None:
    created = create_study(member)
    form = created["upload"]
    assert form["url"] == "https://the-uploads.s3.eu-central-1.amazonaws.com/"
    policy = json.loads(base64.b64decode(form["fields"]["policy"]))
    key = upload_key(site_of(created), created["study_id"])
    assert {"key": key} in policy["conditions"]
    assert {"bucket": "the-uploads"} in policy["conditions"]
    assert ["content-length-range", BODY["size"], BODY["size"]] in policy["conditions"]
    assert ["eq", "$Content-Type", "image/jpeg"] in policy["conditions"]
    assert form["fields"]["Content-Type"] == "image/jpeg"
    expires = policy["expiration"]
    assert (
        (clock() + timedelta(minutes=14)).isoformat()
        < expires
        < (clock() + timedelta(minutes=16)).isoformat()
    )


def test_an_upload_form_fits_the_file_whose_digest_was_given(member: Visitor) -> None:
    digest = hashlib.sha256(b"the film")
    form = create_study(member, sha256=digest.hexdigest())["upload"]
    encoded = base64.b64encode(digest.digest()).decode()
    assert form["fields"]["x-amz-checksum-sha256"] == encoded
    conditions = json.loads(base64.b64decode(form["fields"]["policy"]))["conditions"]
    assert {"x-amz-checksum-sha256": encoded} in conditions
    assert {"x-amz-checksum-algorithm": "SHA256"} in conditions


def test_deeply_nested_json_is_refused(member: Visitor) -> None:
    nested = "[" * 10_000 + "]" * 10_000
    response = member.call("POST", "/studies", data=nested, content_type="application/json")
    assert response.status_code == 400
    assert response.mimetype == "application/problem+json"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"content_type": "application/pdf"}, "content_type"),
        ({"content_type": None}, "content_type"),
        ({"size": 0}, "size"),
        ({"size": MAX_UPLOAD_BYTES + 1}, "size"),
        ({"size": "1000"}, "size"),
        ({"patient_ref": "x" * 65}, "patient_ref"),
        ({"patient_ref": "two\nlines"}, "patient_ref"),
        ({"site": "another"}, "site"),
    ],
)
def test_an_invalid_request_is_refused_with_the_name_of_the_field(
    member: Visitor, changes: dict[str, Any], field: str
) -> None:
    response = member.call("POST", "/studies", json={**BODY, **changes})
    assert response.status_code == 422
    assert response.mimetype == "application/problem+json"
    assert [error["field"] for error in response.json["errors"]] == [field]
    assert "xxxx" not in response.text, "what was sent is not echoed"


@pytest.mark.parametrize(
    "changes",
    [
        {"size": 1},
        {"size": MAX_UPLOAD_BYTES},
        {"patient_ref": "x" * 64},
        {"content_type": "application/dicom"},
        {"content_type": "image/tiff"},
    ],
)
def test_values_at_the_limits_are_accepted(member: Visitor, changes: dict[str, Any]) -> None:
    create_study(member, **changes)


@pytest.mark.parametrize("reference", [None, "", "   "])
def test_a_patient_reference_is_optional(member: Visitor, reference: str | None) -> None:
    created = create_study(member, patient_ref=reference)
    assert member.get(f"/api/v1/studies/{created['study_id']}").json["patient_ref"] is None
