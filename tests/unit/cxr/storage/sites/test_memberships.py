"""One item has all memberships of an account. Each is added and ended by itself, also at the same moment."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from boto3.dynamodb.conditions import Key

from cxr.errors import AlreadyMember, InvitationClosed, LastAdministrator, MemberNotFound
from cxr.storage.sites.members import MemberStore
from cxr.storage.sites.site_invitations import LIFETIME, MOST, Invitation, SiteInvitations
from cxr.storage.sites.site_members import SiteMembers
from functions.classify.sites import Sites

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
SUB, FIRST, SECOND = "sub-1", "st-marys", "st-johns"
# As the release before wrote it.
OLD_ITEM: dict[str, Any] = {"sub": SUB, "site": FIRST, "role": "site_admin", "hotkeys": True}


@pytest.fixture
def table(make_table: "Callable[[str], Table]") -> "Table":
    table = make_table("MembersTable")
    table.put_item(Item=OLD_ITEM)
    for site in (FIRST, SECOND):
        SiteMembers(table).add(f"head-of-{site}", site, "site_admin")
    return table


def _join(table: "Table", site: str = SECOND, role: str = "clinician") -> None:
    invitations = SiteInvitations(table)
    invitations.invite(Invitation(SUB, site, role, f"head-of-{site}", NOW + LIFETIME), NOW)
    invitations.accept(site, SUB, NOW)


def _sites(table: "Table") -> list[str]:
    return [member.site for member in MemberStore(table).of_account(SUB)]


def test_an_item_of_the_release_before_is_a_member_of_one_site(table: "Table") -> None:
    member = MemberStore(table).find(SUB, NOW)
    assert member
    assert (member.site, member.sites, member.role, member.hotkeys) == (FIRST, (FIRST,), "site_admin", True)
    _join(table)
    (first, second) = MemberStore(table).of_account(SUB)
    assert (first.role, second.role) == ("site_admin", "clinician")


def test_a_site_lists_its_members_with_their_role_there(table: "Table") -> None:
    _join(table)
    found = {site: {it.sub: it.role for it in SiteMembers(table).of_site(site)} for site in (FIRST, SECOND)}
    assert found == {
        FIRST: {SUB: "site_admin", "head-of-st-marys": "site_admin"},
        SECOND: {SUB: "clinician", "head-of-st-johns": "site_admin"},
    }


def test_a_pointer_gives_no_access(table: "Table") -> None:
    _join(table)
    found = table.query(IndexName="by-site", KeyConditionExpression=Key("site").eq(SECOND))["Items"]
    assert [str(key["sub"]) for key in found if SUB in str(key["sub"])] == [f"membership#{SECOND}#{SUB}"]
    table.update_item(Key={"sub": SUB}, UpdateExpression="REMOVE memberships")
    assert [it.sub for it in SiteMembers(table).of_site(SECOND)] == ["head-of-st-johns"]


def test_a_site_exists_as_long_as_somebody_belongs_to_it(table: "Table") -> None:
    _join(table, role="site_admin")
    SiteMembers(table).remove(SECOND, "head-of-st-johns", NOW)
    assert Sites(table).exists(SECOND)
    assert SECOND in MemberStore(table).sites()
    MemberStore(table).remove(SUB, NOW)
    assert not Sites(table).exists(SECOND)


@pytest.mark.parametrize("order", [(FIRST, SECOND), (SECOND, FIRST)])
def test_memberships_end_one_by_one_and_the_last_ends_sessions(
    table: "Table", order: tuple[str, str]
) -> None:
    _join(table)
    members, store = SiteMembers(table), MemberStore(table)
    assert members.remove(order[0], SUB, NOW) is True
    found = store.find(SUB, NOW - timedelta(hours=1), order[0])
    assert found
    assert (found.site, found.hotkeys) == (order[1], True)
    with pytest.raises(MemberNotFound):
        members.remove(order[0], SUB, NOW)
    assert members.remove(order[1], SUB, NOW) is False
    assert table.get_item(Key={"sub": SUB})["Item"].keys() == {"sub", "valid_after"}
    assert {it.sub for site in order for it in members.of_site(site)} == {
        "head-of-st-marys",
        "head-of-st-johns",
    }


@pytest.mark.parametrize("leaves", [FIRST, SECOND])
def test_two_sites_that_remove_at_the_same_moment_leave_no_one_behind(
    table: "Table", monkeypatch: pytest.MonkeyPatch, leaves: str
) -> None:
    """The check of the one comes before the write of the other."""
    _join(table)
    other = SECOND if leaves == FIRST else FIRST
    members, late = SiteMembers(table), SiteMembers(table)
    seen = table.get_item(Key={"sub": SUB})["Item"]
    members.remove(other, SUB, NOW)
    monkeypatch.setattr(late, "_item", lambda _: seen)
    monkeypatch.setattr(late, "require_another_administrator", lambda *_: None)
    with pytest.raises(MemberNotFound):
        late.remove(leaves, SUB, NOW)
    assert members.remove(leaves, SUB, NOW) is False, "a repetition ends sessions, too"


def test_the_last_administrator_of_a_further_site_stays(table: "Table") -> None:
    _join(table, role="site_admin")
    members = SiteMembers(table)
    members.change_role(SECOND, "head-of-st-johns", "clinician")
    for change in (
        lambda: members.change_role(SECOND, SUB, "reviewer"),
        lambda: members.remove(SECOND, SUB, NOW),
    ):
        with pytest.raises(LastAdministrator):
            change()
    members.change_role(FIRST, SUB, "reviewer")
    assert [it.role for it in MemberStore(table).of_account(SUB)] == ["reviewer", "site_admin"]


def test_a_setting_of_a_site_goes_with_the_membership(table: "Table") -> None:
    _join(table)
    store = MemberStore(table)
    for site, share in ((FIRST, 0.1), (SECOND, 0.2)):
        member = store.find(SUB, NOW, site)
        assert member
        store.set_prevalence(member, share)
    assert [it.prevalence for it in store.of_account(SUB)] == [0.1, 0.2]
    SiteMembers(table).remove(SECOND, SUB, NOW)
    _join(table)
    assert [it.prevalence for it in store.of_account(SUB)] == [0.1, None]


def test_an_invitation_ends_and_is_used_once(table: "Table") -> None:
    invitations = SiteInvitations(table)
    invitations.invite(Invitation(SUB, SECOND, "clinician", "head-of-st-johns", NOW + LIFETIME), NOW)
    with pytest.raises(InvitationClosed):
        invitations.accept(SECOND, SUB, NOW + LIFETIME)
    assert [it.sub for it in invitations.of_site(SECOND, NOW)] == [SUB]
    invitations.accept(SECOND, SUB, NOW)
    with pytest.raises(InvitationClosed):
        invitations.accept(SECOND, SUB, NOW)
    with pytest.raises(AlreadyMember):
        invitations.invite(Invitation(SUB, FIRST, "clinician", "head", NOW + LIFETIME), NOW)
    assert _sites(table) == [FIRST, SECOND]


def test_a_site_whose_last_member_left_is_joined_by_no_one(table: "Table") -> None:
    invitations = SiteInvitations(table)
    invitations.invite(Invitation(SUB, SECOND, "clinician", "head-of-st-johns", NOW + LIFETIME), NOW)
    invitations.withdraw_all(SECOND)
    with pytest.raises(InvitationClosed):
        invitations.accept(SECOND, SUB, NOW)
    assert _sites(table) == [FIRST]


def test_strangers_cannot_fill_the_item_of_a_person(table: "Table") -> None:
    invitations = SiteInvitations(table)

    def invite(number: int, at: datetime) -> None:
        invitations.invite(Invitation(SUB, f"site-{number}", "clinician", "somebody", at + LIFETIME), at)

    for number in range(MOST):
        invite(number, NOW)
    with pytest.raises(InvitationClosed):
        invite(MOST, NOW)
    invite(MOST, NOW + LIFETIME)
    assert len(table.get_item(Key={"sub": SUB})["Item"]["invitations"]) == 1  # type: ignore[arg-type]


def test_only_an_account_without_any_site_is_added_again(table: "Table") -> None:
    members = SiteMembers(table)
    with pytest.raises(AlreadyMember):
        members.add_again(SUB, SECOND, "clinician")
    _join(table)
    members.remove(FIRST, SUB, NOW)
    with pytest.raises(AlreadyMember):
        members.add_again(SUB, FIRST, "clinician")
    members.remove(SECOND, SUB, NOW)
    members.add_again(SUB, SECOND, "reviewer")
    assert _sites(table) == [SECOND]
    assert MemberStore(table).find(SUB, NOW - timedelta(seconds=1)) is None, "earlier sessions stay ended"
