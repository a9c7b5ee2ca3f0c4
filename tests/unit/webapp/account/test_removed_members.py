"""Who is invited although their address has an account, as somebody who was removed from the site."""

from datetime import timedelta

from flask import Flask

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import TEMPORARY_PASSWORD, FakeCognito
from tests.unit.webapp.support.reading import reading
from tests.unit.webapp.support.site_page import COLLEAGUE, NEW_PASSWORD, act
from tests.unit.webapp.support.visitor import Visitor


def test_a_removed_member_is_out_with_the_next_request(
    app: Flask, member: Visitor, colleague: Visitor, cognito: FakeCognito, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=1))
    act(member, "remove", sub=cognito.users[COLLEAGUE].sub)
    assert colleague.get("/studies/").status_code == 302
    assert "Wrong e-mail" in Visitor(app).log_in(COLLEAGUE, NEW_PASSWORD).text
    assert COLLEAGUE not in member.get("/site/").text


def test_somebody_who_was_removed_comes_back_by_another_invitation(
    app: Flask, member: Visitor, colleague: Visitor, cognito: FakeCognito, clock: Clock
) -> None:
    clock.advance(timedelta(seconds=1))
    act(member, "remove", sub=cognito.users[COLLEAGUE].sub)
    act(member, "invite", email=COLLEAGUE, role="reviewer")
    assert f"{COLLEAGUE} can log in again" in member.get("/site/").text
    assert colleague.get("/studies/").status_code == 302, "the session from before has ended"
    clock.advance(timedelta(seconds=1))
    returned = Visitor(app)
    assert returned.log_in(COLLEAGUE, NEW_PASSWORD).location == "/studies/"
    assert returned.get("/site/").status_code == 403
    assert reading(returned)["film_first"] is True


def test_somebody_who_was_removed_before_the_first_log_in_gets_a_mail(
    app: Flask, member: Visitor, cognito: FakeCognito, clock: Clock
) -> None:
    act(member, "invite", email=COLLEAGUE, role="clinician")
    act(member, "remove", sub=cognito.users[COLLEAGUE].sub)
    clock.advance(timedelta(seconds=1))
    act(member, "invite", email=COLLEAGUE, role="clinician")
    assert cognito.sent == [COLLEAGUE, COLLEAGUE]
    assert Visitor(app).log_in(COLLEAGUE, TEMPORARY_PASSWORD).location == "/log-in/new-password"


def test_an_invited_person_gets_no_account_that_a_stranger_has_signed_up(
    app: Flask, member: Visitor, cognito: FakeCognito
) -> None:
    cognito.add_user(COLLEAGUE, NEW_PASSWORD, confirmed=False)
    act(member, "invite", email=COLLEAGUE, role="clinician")
    assert f"{COLLEAGUE} is invited." in member.get("/site/").text
    assert "Wrong e-mail" in Visitor(app).log_in(COLLEAGUE, NEW_PASSWORD).text
    assert Visitor(app).log_in(COLLEAGUE, TEMPORARY_PASSWORD).location == "/log-in/new-password"


def test_an_account_that_an_operator_barred_stays_barred(
    app: Flask, member: Visitor, colleague: Visitor, cognito: FakeCognito
) -> None:
    cognito.users[COLLEAGUE].enabled = False
    answer = act(member, "invite", email=COLLEAGUE, role="clinician")
    assert "This person belongs to your site already." in answer.text
    assert "Wrong e-mail" in Visitor(app).log_in(COLLEAGUE, NEW_PASSWORD).text
