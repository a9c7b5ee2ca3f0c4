"""Membership decides what a person sees; it comes from the table alone."""

from typing import TYPE_CHECKING

from cxr.object_keys import is_site
from webapp.members import MemberStore

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


def test_a_first_log_in_makes_a_site_of_ones_own_and_the_second_finds_it(members_table: "Table") -> None:
    first = MemberStore(members_table).ensure("sub-1")
    assert is_site(first.site)
    assert MemberStore(members_table).ensure("sub-1") == first
    assert MemberStore(members_table).ensure("sub-2").site != first.site


def test_a_member_of_a_site_stays_there(members_table: "Table") -> None:
    members_table.put_item(Item={"sub": "sub-1", "site": "st-marys", "role": "clinician"})
    assert MemberStore(members_table).ensure("sub-1").site == "st-marys"


def test_two_first_log_ins_at_once_end_in_one_site(members_table: "Table") -> None:
    store = MemberStore(members_table)
    winner = store.ensure("sub-1")
    assert store._found_site("sub-1") == winner


def test_no_address_is_stored(members_table: "Table") -> None:
    MemberStore(members_table).ensure("sub-1")
    (item,) = members_table.scan()["Items"]
    assert set(item) == {"sub", "site", "role"}
