"""An operator ends the access of an account in one step."""

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from boto3.dynamodb.conditions import Key

from cxr.errors import AccessEnded, MemberNotFound
from cxr.storage.sites.members import MemberStore
from cxr.storage.sites.site_invitations import Invitation, SiteInvitations
from cxr.storage.sites.site_members import SiteMembers
from infra.members import end_access, main, remove_from_site

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb.service_resource import Table

POOL, ADDRESS, SUB = "pool", "leaver@example.org", "sub-1"
NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
"""The time by AWS, which may differ from the operator's."""


class Pool:
    """Notes what is asked of Cognito."""

    name = ADDRESS
    """What it calls the account."""

    def __init__(self) -> None:
        self.calls: list[str] = []

    def admin_get_user(self, **_: Any) -> dict[str, Any]:
        return {"UserAttributes": [{"Name": "sub", "Value": SUB}]}

    def list_users(self, **_: Any) -> dict[str, Any]:
        # Of the same account, Cognito lists what it also finds by its address.
        attributes = [{"Name": "sub", "Value": SUB}]
        return {"Users": [{"Username": SUB, "UserStatus": "CONFIRMED", "Attributes": attributes}]}

    def __getattr__(self, name: str) -> "Callable[..., dict[str, Any]]":
        def note(**call: str) -> dict[str, Any]:
            assert call == {"UserPoolId": POOL, "Username": self.name}
            self.calls.append(name)
            return {"ResponseMetadata": {"HTTPHeaders": {"date": format_datetime(NOON, usegmt=True)}}}

        return note


class PoolOfProvider(Pool):
    """Has the account of an identity provider, which Cognito finds by no address."""

    name = "Hospital_leaver"
    exceptions = SimpleNamespace(UserNotFoundException=LookupError)

    def admin_get_user(self, **_: Any) -> dict[str, Any]:
        raise LookupError

    def list_users(self, **call: str) -> dict[str, Any]:
        assert call["Filter"] == f'email = "{ADDRESS}"'
        attributes = [{"Name": "sub", "Value": SUB}]
        return {
            "Users": [{"Username": self.name, "UserStatus": "EXTERNAL_PROVIDER", "Attributes": attributes}]
        }


class PoolOfBoth(PoolOfProvider):
    """Has an account with a password and two of the provider, of the same address."""

    def __init__(self) -> None:
        super().__init__()
        self.barred: list[str] = []

    def admin_get_user(self, **_: Any) -> dict[str, Any]:
        return {"UserAttributes": [{"Name": "sub", "Value": SUB}]}

    def list_users(self, **_: str) -> dict[str, Any]:
        return {
            "Users": [
                {
                    "Username": f"Hospital_{sub}",
                    "UserStatus": "EXTERNAL_PROVIDER",
                    "Attributes": [{"Name": "sub", "Value": sub}],
                }
                for sub in ("sub-2", "sub-3")
            ]
        }

    def admin_disable_user(self, **call: str) -> None:
        self.barred.append(call["Username"])

    def admin_user_global_sign_out(self, **_: str) -> dict[str, Any]:
        return {"ResponseMetadata": {"HTTPHeaders": {"date": format_datetime(NOON, usegmt=True)}}}


@pytest.fixture
def members(make_table: "Callable[[str], Table]") -> MemberStore:
    return MemberStore(make_table("MembersTable"))


@pytest.mark.parametrize(
    ("action", "calls", "keeps_its_site"),
    [
        ("sign-out", ["admin_user_global_sign_out"], True),
        ("reset-second-factor", ["admin_user_global_sign_out"], True),
        ("disable", ["admin_disable_user", "admin_user_global_sign_out"], True),
        ("delete", ["admin_disable_user", "admin_user_global_sign_out", "admin_delete_user"], False),
    ],
)
def test_every_action_ends_sessions_and_tokens(
    members: MemberStore, action: str, calls: list[str], keeps_its_site: bool
) -> None:
    before, pool = NOON - timedelta(seconds=1), Pool()
    site = members.get_or_create(SUB, before).site
    end_access(pool, members, POOL, ADDRESS, action)  # type: ignore[arg-type]
    assert pool.calls == calls
    assert members.find(SUB, before) is None
    with pytest.raises(AccessEnded):
        members.get_or_create(SUB, before)
    later = members.find(SUB, NOON + timedelta(seconds=1))
    assert (later is not None and later.site == site) is keeps_its_site


def test_people_of_an_identity_provider_are_found_by_their_address(members: MemberStore) -> None:
    before, pool = NOON - timedelta(seconds=1), PoolOfProvider()
    members.get_or_create(SUB, before)
    assert list(end_access(pool, members, POOL, ADDRESS, "delete")) == [SUB]  # type: ignore[arg-type]
    assert pool.calls == ["admin_disable_user", "admin_user_global_sign_out", "admin_delete_user"]
    assert members.find(SUB, before) is None


def test_no_account_of_an_address_is_left_out(members: MemberStore) -> None:
    before, pool = NOON - timedelta(seconds=1), PoolOfBoth()
    subs = [SUB, "sub-2", "sub-3"]
    for sub in subs:
        members.get_or_create(sub, before)
    assert list(end_access(pool, members, POOL, ADDRESS, "disable")) == subs  # type: ignore[arg-type]
    assert pool.barred == [ADDRESS, "Hospital_sub-2", "Hospital_sub-3"]
    assert [members.find(sub, before) for sub in subs] == [None, None, None]


def test_the_help_says_what_each_action_does(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "delete: take the account out of its sites" in " ".join(capsys.readouterr().out.split())


@pytest.mark.parametrize(("action", "is_kept"), [("reset-second-factor", False), ("sign-out", True)])
def test_an_operator_takes_a_second_factor_away(
    make_table: "Callable[[str], Table]", action: str, is_kept: bool
) -> None:
    table = make_table("MembersTable")
    table.put_item(Item={"sub": SUB, "site": "st-marys", "role": "clinician", "totp": b"secret"})
    store = MemberStore(table)
    end_access(Pool(), store, POOL, ADDRESS, action)  # type: ignore[arg-type]
    member = store.find(SUB, NOON + timedelta(seconds=1))
    assert member
    assert member.second_factor is is_kept


@pytest.fixture
def person_of_two_sites(make_table: "Callable[[str], Table]") -> "Table":
    table = make_table("MembersTable")
    members = SiteMembers(table)
    members.add(SUB, "st-marys", "clinician")
    for site in ("st-marys", "st-johns"):
        members.add(f"administrator-of-{site}", site, "site_admin")
    invitations = SiteInvitations(table)
    invited = Invitation(SUB, "st-johns", "reviewer", "administrator-of-st-johns", NOON + timedelta(days=7))
    invitations.invite(invited, NOON)
    invitations.accept("st-johns", SUB, NOON)
    return table


def test_an_operator_ends_one_membership_or_all(person_of_two_sites: "Table") -> None:
    table, pool, before = person_of_two_sites, Pool(), NOON - timedelta(seconds=1)
    remove_from_site(pool, table, POOL, ADDRESS, "st-johns", NOON)  # type: ignore[arg-type]
    member = MemberStore(table).find(SUB, before)
    assert member
    assert member.sites == ("st-marys",)
    assert pool.calls == []
    remove_from_site(pool, table, POOL, ADDRESS, "st-marys", NOON)  # type: ignore[arg-type]
    assert pool.calls == ["admin_disable_user", "admin_user_global_sign_out"]
    assert MemberStore(table).find(SUB, NOON + timedelta(days=1)) is None
    with pytest.raises(MemberNotFound):
        remove_from_site(pool, table, POOL, ADDRESS, "st-marys", NOON)  # type: ignore[arg-type]


def test_a_deleted_account_leaves_every_site(person_of_two_sites: "Table") -> None:
    ended = end_access(Pool(), MemberStore(person_of_two_sites), POOL, ADDRESS, "delete")  # type: ignore[arg-type]
    assert ended == {SUB: ["st-marys", "st-johns"]}
    for site in ended[SUB]:
        assert [it.role for it in SiteMembers(person_of_two_sites).of_site(site)] == ["site_admin"]
        found = person_of_two_sites.query(IndexName="by-site", KeyConditionExpression=Key("site").eq(site))
        assert found["Count"] == 1, "nothing in the index points to the account"
