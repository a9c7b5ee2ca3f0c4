"""Membership decides what a person sees. Only the members table defines it."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from boto3.dynamodb.conditions import Key

from cxr.errors import AccessEnded
from cxr.storage.object_keys import is_site
from cxr.storage.sites.members import MemberStore
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import Visitor

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)


def test_a_first_log_in_creates_a_site_and_the_second_finds_it(members_table: "Table") -> None:
    first = MemberStore(members_table).get_or_create("sub-1", NOW)
    assert is_site(first.site)
    assert MemberStore(members_table).get_or_create("sub-1", NOW) == first
    assert MemberStore(members_table).get_or_create("sub-2", NOW).site != first.site


def test_a_member_of_a_site_stays_there(members_table: "Table") -> None:
    members_table.put_item(Item={"sub": "sub-1", "site": "st-marys", "role": "clinician"})
    assert MemberStore(members_table).get_or_create("sub-1", NOW).site == "st-marys"


def test_two_simultaneous_first_log_ins_create_one_site(members_table: "Table") -> None:
    store = MemberStore(members_table)
    winner = store.get_or_create("sub-1", NOW)
    assert store._create_site("sub-1", NOW) == winner


def test_no_address_is_stored(members_table: "Table") -> None:
    MemberStore(members_table).get_or_create("sub-1", NOW)
    (item,) = members_table.scan()["Items"]
    assert set(item) == {"sub", "site", "role"}


def test_ended_access_refuses_only_earlier_log_ins(members_table: "Table") -> None:
    store = MemberStore(members_table)
    member = store.get_or_create("sub-1", NOW)
    store.end_access("sub-1", NOW + timedelta(seconds=1))
    assert store.find("sub-1", NOW) is None
    with pytest.raises(AccessEnded):
        store.get_or_create("sub-1", NOW)
    assert store.find("sub-1", NOW + timedelta(seconds=1)) == member


def test_a_log_in_under_way_gives_a_removed_account_no_site(members_table: "Table") -> None:
    store = MemberStore(members_table)
    store.remove("sub-1", NOW + timedelta(seconds=1))
    with pytest.raises(AccessEnded):
        store._create_site("sub-1", NOW)


def test_a_removed_account_leaves_its_site_and_its_tokens_are_refused(members_table: "Table") -> None:
    store = MemberStore(members_table)
    site = store.get_or_create("sub-1", NOW).site
    store.remove("sub-1", NOW + timedelta(seconds=1))
    with pytest.raises(AccessEnded):
        store.get_or_create("sub-1", NOW)
    assert members_table.query(IndexName="by-site", KeyConditionExpression=Key("site").eq(site))["Count"] == 0
    assert store.get_or_create("sub-1", NOW + timedelta(seconds=2)).site != site


@pytest.fixture
def sub(member: Visitor, cognito: FakeCognito) -> str:
    """The account of the signed-in member."""
    (user,) = cognito.users.values()
    return user.sub


def test_a_member_removed_from_the_table_is_signed_out_at_once(
    member: Visitor, sub: str, members_table: "Table", sessions_table: "Table"
) -> None:
    members_table.delete_item(Key={"sub": sub})

    assert member.get("/api/v1/studies").status_code == 401
    assert member.session_cookie is None
    assert member.get("/studies/").location == "/log-in?next=/studies/"
    assert [item for item in sessions_table.scan()["Items"] if "sub" in item] == []


def test_a_member_moved_to_another_site_sees_it_at_once(
    member: Visitor, sub: str, members_table: "Table"
) -> None:
    study_id = member.call("POST", "/studies", json={"content_type": "image/png", "size": 1}).json["study_id"]
    members_table.put_item(Item={"sub": sub, "site": "st-marys", "role": "clinician"})

    assert member.get(f"/api/v1/studies/{study_id}").status_code == 404
    assert "inbox/st-marys/" in member.get("/studies/").text


@pytest.mark.parametrize("path", ["/studies/", "/about", "/api/v1/studies"])
def test_an_outage_of_the_table_is_a_server_error_and_ends_no_session(
    member: Visitor, members_table: "Table", path: str
) -> None:
    members_table.delete()

    response = member.get(path)
    assert response.status_code == 500
    assert "Something went wrong on our side." in response.text
    assert member.session_cookie is not None
