"""An invitation that no one has used goes over to another account, once and whole."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cxr.errors import InvitationClosed
from cxr.storage.sites.members import MemberStore
from cxr.storage.sites.site_invitations import Invitation, SiteInvitations
from cxr.storage.sites.site_members import SiteMembers
from cxr.storage.sites.unused_accounts import UnusedAccounts

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
UNUSED, PERSON, SITE = "sub-of-the-invitation", "sub-of-the-person", "site-a"


@pytest.fixture
def table(make_table: "Callable[[str], Table]") -> "Table":
    table = make_table("MembersTable")
    SiteMembers(table).add(UNUSED, SITE, "reviewer")
    MemberStore(table).begin_film_first(UNUSED, SITE, NOON)
    return table


def hand_over(table: "Table", sub: str = PERSON, site: str = SITE) -> None:
    UnusedAccounts(table).hand_over(UNUSED, sub, site, NOON, LATER)


def test_role_and_choices_of_the_membership_go_over(table: "Table") -> None:
    hand_over(table)
    (member,) = SiteMembers(table).of_site(SITE)
    assert (member.sub, member.role, member.film_first) == (PERSON, "reviewer", True)


def test_a_log_in_that_had_begun_with_the_old_account_ends(table: "Table") -> None:
    hand_over(table)
    assert MemberStore(table).find(UNUSED, NOON) is None
    assert MemberStore(table).site_of(UNUSED) is None


def test_one_invitation_brings_one_member(table: "Table") -> None:
    hand_over(table)
    with pytest.raises(InvitationClosed):
        hand_over(table, "sub-of-another-person")
    assert [member.sub for member in SiteMembers(table).of_site(SITE)] == [PERSON]


def test_an_invitation_to_another_site_brings_nothing(table: "Table") -> None:
    with pytest.raises(InvitationClosed):
        hand_over(table, site="site-b")
    assert [member.sub for member in SiteMembers(table).of_site(SITE)] == [UNUSED]


def test_somebody_who_has_a_site_keeps_it(table: "Table") -> None:
    SiteMembers(table).add(PERSON, "site-b", "clinician")
    with pytest.raises(InvitationClosed):
        hand_over(table)
    assert MemberStore(table).site_of(PERSON) == "site-b"
    assert MemberStore(table).site_of(UNUSED) == SITE


def test_somebody_whose_access_has_ended_since_stays_out(table: "Table") -> None:
    MemberStore(table).end_access(PERSON, LATER)
    with pytest.raises(InvitationClosed):
        hand_over(table)
    assert MemberStore(table).site_of(PERSON) is None


def test_invitations_to_further_sites_go_over(table: "Table") -> None:
    invitations = SiteInvitations(table)
    ends_at = NOON + timedelta(days=7)
    invitations.invite(Invitation(UNUSED, "site-b", "clinician", "sub-of-b", ends_at), NOON)
    hand_over(table)
    assert invitations.of_account(PERSON, LATER) == [
        Invitation(PERSON, "site-b", "clinician", "sub-of-b", ends_at)
    ]
    assert [it.sub for it in invitations.of_site("site-b", LATER)] == [PERSON]
