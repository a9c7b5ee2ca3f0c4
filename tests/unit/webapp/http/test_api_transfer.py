"""The API sends nothing that the client has already, and little of the rest."""

import gzip
import json
from typing import TYPE_CHECKING

import pytest

from cxr.study import Finding, Label
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.visitor import PageResponse, Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@pytest.fixture
def study_id(member: Visitor, services: Services, members_table: "Table", clock: Clock) -> str:
    """A complete study, whose answer has signed links."""
    (item,) = members_table.scan()["Items"]
    created: str = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json[
        "study_id"
    ]
    claimed = services.studies.claim(str(item["site"]), created, "etag", "upload", clock())
    services.studies.complete(claimed, Finding(0.9, Label.POSITIVE, True, "v-test"), clock())
    return created


def size(response: PageResponse) -> int:
    """Return the bytes on the wire, with the status line and the headers."""
    head = "".join(f"{name}: {value}\r\n" for name, value in response.headers.items())
    return len(f"HTTP/1.1 {response.status}\r\n{head}\r\n".encode()) + len(response.data)


@pytest.mark.parametrize("path", ["/api/v1/studies", "/api/v1/studies/{}"])
def test_polling_takes_300_bytes_when_nothing_has_changed(
    member: Visitor, study_id: str, path: str, clock: Clock
) -> None:
    first = member.get(path.format(study_id))
    again = member.get(path.format(study_id), headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code) == (200, 304)
    assert size(again) <= 300


def test_a_change_is_sent_at_once(member: Visitor, study_id: str) -> None:
    first = member.get("/api/v1/studies").headers["ETag"]
    member.call("POST", "/studies", json={"content_type": "image/png", "size": 1})
    again = member.get("/api/v1/studies", headers={"If-None-Match": first})
    assert again.status_code == 200
    assert len(again.json["studies"]) == 2


def test_json_is_compressed_for_clients_that_ask_for_it(member: Visitor, study_id: str) -> None:
    plain = member.get(f"/api/v1/studies/{study_id}")
    packed = member.get(f"/api/v1/studies/{study_id}", headers={"Accept-Encoding": "gzip, br"})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == "gzip"
    assert json.loads(gzip.decompress(packed.data))["study_id"] == study_id
    assert "Content-Encoding" not in member.get("/about", headers={"Accept-Encoding": "gzip"}).headers


def test_the_worklist_is_the_only_page_that_is_compressed(member: Visitor, study_id: str) -> None:
    accepts = {"Accept-Encoding": "gzip"}
    worklist = member.get("/studies/", headers=accepts)
    assert "No studies yet." in gzip.decompress(worklist.data).decode()
    assert len(worklist.data) < 5000
    for path in (f"/studies/{study_id}", "/agreement/", "/account/"):
        assert "Content-Encoding" not in member.get(path, headers=accepts).headers
