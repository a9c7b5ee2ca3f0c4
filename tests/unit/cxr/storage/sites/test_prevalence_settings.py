"""The prevalence of a site and of a member, in the members table."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

import pytest
from boto3.dynamodb.conditions import Key

from cxr.errors import AccessEnded
from cxr.storage.sites.member_item import Member
from cxr.storage.sites.members import MemberStore
from cxr.storage.sites.site_settings import SiteSettings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOW = datetime(2026, 11, 28, 12, tzinfo=UTC)
OLD_ITEM = {"sub": "sub-1", "site": "st-marys", "role": "clinician"}
"""As release 0.8.0 wrote it."""


@pytest.fixture
def table(make_table: "Callable[[str], Table]") -> "Table":
    table = make_table("MembersTable")
    table.put_item(Item=OLD_ITEM)
    return table


def own(table: "Table") -> float | None:
    member = MemberStore(table).find("sub-1", NOW)
    assert member
    return member.prevalence


def test_an_item_of_an_earlier_release_has_no_prevalence(table: "Table") -> None:
    assert own(table) is None
    assert SiteSettings(table).prevalence("st-marys") is None


def test_a_member_keeps_a_prevalence_until_it_is_unset(table: "Table") -> None:
    store, member = MemberStore(table), Member("sub-1", "st-marys", "clinician")
    store.set_prevalence(member, 0.0712)
    assert own(table) == 0.0712
    assert store.get_or_create("sub-1", NOW).prevalence == 0.0712
    store.set_prevalence(member, None)
    assert own(table) is None


def test_a_removed_account_loses_its_prevalence_and_gets_none(table: "Table") -> None:
    store, member = MemberStore(table), Member("sub-1", "st-marys", "clinician")
    store.set_prevalence(member, 0.1)
    store.remove("sub-1", NOW - timedelta(seconds=1))
    (item,) = table.scan()["Items"]
    assert set(item) == {"sub", "valid_after"}
    with pytest.raises(AccessEnded):
        store.set_prevalence(member, 0.1)


def test_an_account_that_is_not_in_the_table_is_not_put_there(table: "Table") -> None:
    with pytest.raises(AccessEnded):
        MemberStore(table).set_prevalence(Member("sub-2", "st-marys", "clinician"), 0.1)
    assert table.scan()["Count"] == 1


def test_a_site_keeps_a_prevalence_until_it_is_unset(table: "Table") -> None:
    settings = SiteSettings(table)
    settings.set_prevalence("st-marys", 0.1)
    assert settings.prevalence("st-marys") == 0.1
    assert settings.prevalence("st-johns") is None
    settings.set_prevalence("st-marys", None)
    assert settings.prevalence("st-marys") is None


def test_the_settings_of_a_site_are_no_member_of_it(table: "Table") -> None:
    SiteSettings(table).set_prevalence("st-johns", 0.1)
    found = table.query(IndexName="by-site", KeyConditionExpression=Key("site").eq("st-johns"))
    assert found["Count"] == 0
    assert MemberStore(table).find("settings#st-johns", NOW) is None


@pytest.mark.parametrize("stored", [Decimal(10), Decimal(0), Decimal(1), "many", True, None, ["0.1"]])
def test_a_number_that_cannot_be_a_prevalence_counts_as_none(table: "Table", stored: Any) -> None:
    table.put_item(Item={**OLD_ITEM, "prevalence": stored})
    table.put_item(Item={"sub": "settings#st-marys", "prevalence": stored})
    assert own(table) is None
    assert SiteSettings(table).prevalence("st-marys") is None
