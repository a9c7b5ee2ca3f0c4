"""An administrator invites members, changes their roles and removes them; at their own site alone."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from cxr.errors import LastAdministrator
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import TEMPORARY_PASSWORD, FakeCognito
from tests.unit.webapp.support.reading import reading, set_reading
from tests.unit.webapp.support.site_page import COLLEAGUE, NEW_PASSWORD, act
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

ADMINISTRATOR = "member@example.org"


def _item(members_table: "Table", cognito: FakeCognito, email: str) -> dict[str, object]:
    found = members_table.get_item(Key={"sub": cognito.users[email].sub})
    return dict(found.get("Item", {}))


def test_an_invited_person_belongs_to_the_site_after_the_first_log_in(
    app: Flask, member: Visitor, colleague: Visitor, cognito: FakeCognito, members_table: "Table"
) -> None:
    own, theirs = (_item(members_table, cognito, email) for email in (ADMINISTRATOR, COLLEAGUE))
    assert theirs == {"sub": cognito.users[COLLEAGUE].sub, "site": own["site"], "role": "clinician"}
    assert colleague.get("/studies/").status_code == 200
    assert "Wrong e-mail" in Visitor(app).log_in(COLLEAGUE, TEMPORARY_PASSWORD).text, "it works once"


def test_an_invitation_is_sent_again_until_it_is_used(member: Visitor, cognito: FakeCognito) -> None:
    act(member, "invite", email=COLLEAGUE, role="reviewer")
    page = member.get("/site/").text
    assert COLLEAGUE in page
    assert "invited</span>" in page
    sub = cognito.users[COLLEAGUE].sub
    act(member, "invite-again", sub=sub)
    assert cognito.sent == [COLLEAGUE, COLLEAGUE]


def test_a_new_reviewer_sees_films_first_and_may_choose_otherwise(
    member: Visitor, colleague: Visitor, cognito: FakeCognito, members_table: "Table"
) -> None:
    sub = cognito.users[COLLEAGUE].sub
    assert reading(colleague)["film_first"] is False
    act(member, "role", sub=sub, role="reviewer")
    assert reading(colleague)["film_first"] is True
    assert _item(members_table, cognito, COLLEAGUE)["film_first_at"]

    assert set_reading(colleague, film_first=False) == 204
    for role in ("clinician", "reviewer"):
        act(member, "role", sub=sub, role=role)
    assert reading(colleague)["film_first"] is False

    act(member, "invite", email="reviewer@example.org", role="reviewer")
    assert _item(members_table, cognito, "reviewer@example.org")["film_first"] is True


@pytest.mark.parametrize(
    ("email", "role", "sentence"),
    [
        (ADMINISTRATOR, "clinician", "This person belongs to your site already."),
        ("nobody", "clinician", "This is not an e-mail address."),
        ("new@example.org", "program", "Not a valid choice"),
    ],
)
def test_a_person_who_cannot_be_invited_is_said_in_a_sentence(
    member: Visitor, stranger: Visitor, cognito: FakeCognito, email: str, role: str, sentence: str
) -> None:
    assert sentence in act(member, "invite", email=email, role=role).text
    assert len(cognito.users) == 2


def test_a_role_counts_from_the_next_request_on(
    member: Visitor, colleague: Visitor, cognito: FakeCognito
) -> None:
    assert colleague.get("/site/").status_code == 403
    act(member, "role", sub=cognito.users[COLLEAGUE].sub, role="site_admin")
    assert colleague.get("/site/").status_code == 200


@pytest.mark.parametrize("action", ["remove", "role"])
def test_the_last_administrator_stays_one(
    member: Visitor, colleague: Visitor, cognito: FakeCognito, action: str
) -> None:
    own = cognito.users[ADMINISTRATOR].sub
    act(member, action, sub=own, role="clinician")
    assert "The site needs an administrator." in member.get("/site/").text
    act(member, "role", sub=cognito.users[COLLEAGUE].sub, role="site_admin")
    act(member, action, sub=own, role="clinician")
    assert member.get("/site/").status_code in (302, 403)


@pytest.mark.parametrize("action", ["remove", "role", "invite-again", "reset-second-factor"])
def test_no_administrator_reaches_a_member_of_another_site(
    member: Visitor,
    stranger: Visitor,
    cognito: FakeCognito,
    members_table: "Table",
    action: str,
) -> None:
    email = "stranger@example.org"
    before = _item(members_table, cognito, email)
    answer = act(member, action, sub=cognito.users[email].sub, role="clinician")
    assert answer.status_code == 404
    assert _item(members_table, cognito, email) == before
    assert cognito.users[email].enabled
    assert stranger.get("/studies/").status_code == 200


def test_an_administrator_takes_a_lost_second_factor_away(
    app: Flask,
    member: Visitor,
    colleague: Visitor,
    cognito: FakeCognito,
    members_table: "Table",
    clock: Clock,
) -> None:
    sub = cognito.users[COLLEAGUE].sub
    members_table.update_item(
        Key={"sub": sub}, UpdateExpression="SET totp = :totp", ExpressionAttributeValues={":totp": b"secret"}
    )
    assert Visitor(app).log_in(COLLEAGUE, NEW_PASSWORD).location == "/log-in/code"
    clock.advance(timedelta(seconds=1))
    act(member, "reset-second-factor", sub=sub)
    assert colleague.get("/studies/").status_code == 302
    assert Visitor(app).log_in(COLLEAGUE, NEW_PASSWORD).location == "/studies/"


def test_an_administrator_requires_a_second_factor_of_everybody(
    app: Flask, member: Visitor, colleague: Visitor
) -> None:
    act(member, "second-factor", need="required")
    assert Visitor(app).log_in(COLLEAGUE, NEW_PASSWORD).location == "/log-in/second-factor"
    act(member, "second-factor", need="optional")
    assert Visitor(app).log_in(COLLEAGUE, NEW_PASSWORD).location == "/studies/"


def test_an_account_that_an_operator_deleted_can_still_be_removed(
    member: Visitor, colleague: Visitor, cognito: FakeCognito
) -> None:
    sub = cognito.users.pop(COLLEAGUE).sub
    assert "Deleted account" in member.get("/site/").text
    act(member, "remove", sub=sub)
    assert "Deleted account" not in member.get("/site/").text


def test_an_invited_person_reads_what_joining_means_and_may_decline(
    app: Flask, member: Visitor, cognito: FakeCognito, members_table: "Table"
) -> None:
    act(member, "invite", email=COLLEAGUE, role="clinician")
    sub, site = cognito.users[COLLEAGUE].sub, _item(members_table, cognito, ADMINISTRATOR)["site"]
    invited = Visitor(app)
    invited.log_in(COLLEAGUE, TEMPORARY_PASSWORD)
    page = invited.get("/log-in/new-password").text
    assert f"You are invited to the site {site}." in page
    answer = invited.submit("/log-in/decline", form_at="/log-in/new-password")
    assert answer.location == "/log-in"
    assert COLLEAGUE not in cognito.users
    assert "site" not in members_table.get_item(Key={"sub": sub})["Item"]
    assert f"{COLLEAGUE} is invited" in member.get("/site/").text
    assert COLLEAGUE not in member.get("/site/").text


def test_a_site_sends_no_more_invitations_in_a_day_than_it_may(
    member: Visitor, cognito: FakeCognito, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("webapp.aws.limits.invitations.MOST_A_DAY", 2)
    for number in range(3):
        answer = act(member, "invite", email=f"stranger-{number}@example.org", role="clinician")
    assert "Your site has sent 50 invitations today." in answer.text
    assert len(cognito.sent) == 2
    clock.advance(timedelta(days=1))
    member.log_in(ADMINISTRATOR)
    assert act(member, "invite", email="stranger-3@example.org", role="clinician").status_code == 302


def test_two_administrators_cannot_both_leave_at_once(
    member: Visitor,
    colleague: Visitor,
    cognito: FakeCognito,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The second one leaves between the check of the first one and its write."""
    first, second = cognito.users[ADMINISTRATOR].sub, cognito.users[COLLEAGUE].sub
    act(member, "role", sub=second, role="site_admin")
    site = services.members.site_of(first)
    assert site
    check = services.site_members.require_another_administrator

    def other_leaves_after_check(site: str, sub: str) -> None:
        check(site, sub)
        if sub == first:
            services.site_members.change_role(site, second, "clinician")

    monkeypatch.setattr(services.site_members, "require_another_administrator", other_leaves_after_check)
    with pytest.raises(LastAdministrator):
        services.site_members.change_role(site, first, "clinician")
    roles = {member.role for member in services.site_members.of_site(site)}
    assert "site_admin" in roles
