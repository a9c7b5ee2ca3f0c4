"""The second factor: a phone's code after the password, and codes for a lost phone."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from flask import Flask

from cxr.storage.sites.roles import PROGRAM
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, PageResponse, Visitor
from webapp.auth.steps.totp import STEP_SECONDS, code_at
from webapp.aws.second_factors import MAX_TRIES
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

EMAIL = "member@example.org"


class Phone:
    """An authenticator app with the secret that a page showed."""

    def __init__(self, page: str, clock: Clock) -> None:
        groups = re.findall(r"<span>([A-Z2-7]{4})</span>", page)
        self._secret = "".join(groups)
        self._clock = clock

    def code(self, later: timedelta = timedelta()) -> str:
        return code_at(self._secret, int((self._clock() + later).timestamp()) // STEP_SECONDS)


def _codes(page: str) -> list[str]:
    return re.findall(r"<li><code>([a-z2-7-]+)</code>", page)


def _set_up(member: Visitor, clock: Clock) -> tuple[Phone, list[str]]:
    phone = Phone(member.get("/account/second-factor/").text, clock)
    page = member.submit("/account/second-factor/", current=PASSWORD, code=phone.code())
    assert page.status_code == 200
    clock.advance(timedelta(seconds=STEP_SECONDS))
    return phone, _codes(page.text)


@pytest.fixture
def phone(member: Visitor, clock: Clock) -> Phone:
    """The phone of the member, whose account has a second factor."""
    return _set_up(member, clock)[0]


def _is_in(visitor: Visitor) -> bool:
    return visitor.get("/studies/").status_code == 200


def _enter(visitor: Visitor, code: str) -> PageResponse:
    return visitor.submit("/log-in/code", code=code)


def test_a_right_password_alone_gives_no_session(visitor: Visitor, phone: Phone) -> None:
    assert visitor.log_in(EMAIL).location == "/log-in/code"
    assert not _is_in(visitor)
    assert 'autocomplete="one-time-code"' in visitor.get("/log-in/code").text
    assert _enter(visitor, phone.code()).location == "/studies/"
    assert _is_in(visitor)


def test_a_code_typed_in_groups_is_read(visitor: Visitor, phone: Phone) -> None:
    visitor.log_in(EMAIL)
    code = phone.code()
    assert _enter(visitor, f" {code[:3]} {code[3:]} ").status_code == 302


def test_the_second_step_leads_to_the_wanted_page(visitor: Visitor, phone: Phone) -> None:
    step = visitor.submit("/log-in?next=/about", email=EMAIL, password=PASSWORD).location
    assert visitor.submit(step, code=phone.code()).location == "/about"


def test_a_code_works_once(app: Flask, visitor: Visitor, phone: Phone) -> None:
    visitor.log_in(EMAIL)
    _enter(visitor, phone.code())
    thief = Visitor(app)
    thief.log_in(EMAIL)
    assert "This code was used already." in _enter(thief, phone.code()).text
    assert not _is_in(thief)


def test_the_code_of_the_set_up_does_not_work_again(member: Visitor, app: Flask, clock: Clock) -> None:
    phone = Phone(member.get("/account/second-factor/").text, clock)
    member.submit("/account/second-factor/", current=PASSWORD, code=phone.code())
    visitor = Visitor(app)
    visitor.log_in(EMAIL)
    assert "This code was used already." in _enter(visitor, phone.code()).text


def test_wrong_codes_end_the_log_in_even_for_the_right_one(
    visitor: Visitor, phone: Phone, clock: Clock
) -> None:
    visitor.log_in(EMAIL)
    wrong = "000000" if phone.code() != "000000" else "111111"
    for _ in range(MAX_TRIES):
        assert "This code is wrong." in _enter(visitor, wrong).text
    assert _enter(visitor, phone.code()).location == "/log-in"
    assert "Too many wrong codes." in visitor.get("/log-in").text
    # Another log-in gives no further tries.
    visitor.log_in(EMAIL)
    assert _enter(visitor, phone.code()).location == "/log-in"
    clock.advance(timedelta(minutes=15))
    visitor.log_in(EMAIL)
    assert _enter(visitor, phone.code()).location == "/studies/"


def test_a_slow_phone_clock_is_named_and_a_code_of_the_future_is_not(visitor: Visitor, phone: Phone) -> None:
    visitor.log_in(EMAIL)
    assert "Set the clock of your phone" in _enter(visitor, phone.code(timedelta(minutes=-5))).text
    assert "Set the clock" not in _enter(visitor, phone.code(timedelta(minutes=5))).text


def test_a_log_in_that_waits_too_long_for_its_code_begins_again(
    visitor: Visitor, phone: Phone, clock: Clock
) -> None:
    visitor.log_in(EMAIL)
    clock.advance(timedelta(minutes=16))
    assert visitor.get("/log-in/code").location == "/log-in"
    assert "This log-in took too long." in visitor.get("/log-in").text


@pytest.mark.parametrize("step", ["code", "second-factor", "new-password"])
def test_no_step_of_a_log_in_works_without_its_password(visitor: Visitor, step: str) -> None:
    assert visitor.get(f"/log-in/{step}").location == "/log-in"


def test_ending_access_between_password_and_code_keeps_the_person_out(
    visitor: Visitor, phone: Phone, services: Services, cognito: FakeCognito, clock: Clock
) -> None:
    assert phone
    visitor.log_in(EMAIL)
    clock.advance(timedelta(seconds=1))
    services.members.end_access(cognito.users[EMAIL].sub, clock())
    assert visitor.get("/log-in/code").location == "/log-in"
    assert "This log-in took too long." in visitor.get("/log-in").text
    assert not _is_in(visitor)


def test_a_recovery_code_replaces_the_phone_once(
    app: Flask, member: Visitor, visitor: Visitor, clock: Clock
) -> None:
    _, codes = _set_up(member, clock)
    assert len(set(codes)) == 10
    visitor.log_in(EMAIL)
    assert visitor.submit("/log-in/code?recovery=1", code=codes[0].upper()).location == "/studies/"
    assert "9 recovery codes are left" in visitor.get("/account/").text
    thief = Visitor(app)
    thief.log_in(EMAIL)
    assert "wrong or was used" in thief.submit("/log-in/code?recovery=1", code=codes[0]).text
    assert not _is_in(thief)


def test_new_recovery_codes_replace_the_earlier_ones(member: Visitor, visitor: Visitor, clock: Clock) -> None:
    _, earlier = _set_up(member, clock)
    assert "not your current password" in member.submit("/account/second-factor/codes", current="no").text
    codes = _codes(member.submit("/account/second-factor/codes", current=PASSWORD).text)
    visitor.log_in(EMAIL)
    assert "wrong or was used" in visitor.submit("/log-in/code?recovery=1", code=earlier[0]).text
    assert visitor.submit("/log-in/code?recovery=1", code=codes[0]).status_code == 302


def test_the_table_has_neither_the_secret_nor_a_recovery_code(
    member: Visitor, clock: Clock, members_table: "Table", sessions_table: "Table"
) -> None:
    page = member.get("/account/second-factor/").text
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", page))
    _, codes = _set_up(member, clock)
    stored = str(members_table.scan()["Items"]) + str(sessions_table.scan()["Items"])
    assert not [text for text in (secret, *codes) if text in stored]


def test_a_set_up_needs_the_current_password_and_a_right_code(
    member: Visitor, visitor: Visitor, clock: Clock
) -> None:
    phone = Phone(member.get("/account/second-factor/").text, clock)
    for fields in ({"current": "wrong", "code": phone.code()}, {"current": PASSWORD, "code": "000000"}):
        assert "field-error" in member.submit("/account/second-factor/", **fields).text
    assert visitor.log_in(EMAIL).location == "/studies/"


def test_a_set_up_ends_the_sessions_that_began_without_it(app: Flask, member: Visitor, clock: Clock) -> None:
    other = Visitor(app)
    other.log_in(EMAIL)
    clock.advance(timedelta(seconds=1))
    _set_up(member, clock)
    assert [_is_in(visitor) for visitor in (member, other)] == [True, False]


def test_a_second_factor_can_be_turned_off_with_the_password(
    member: Visitor, phone: Phone, visitor: Visitor
) -> None:
    assert "not your current password" in member.submit("/account/second-factor/off", current="no").text
    member.submit("/account/second-factor/off", current=PASSWORD)
    assert visitor.log_in(EMAIL).location == "/studies/"


def test_a_site_that_requires_a_second_factor_has_it_set_up_at_log_in(
    member: Visitor, visitor: Visitor, services: Services, cognito: FakeCognito, clock: Clock
) -> None:
    member_item = services.members.find(cognito.users[EMAIL].sub, clock())
    assert member_item
    services.site_settings.require_second_factor(member_item.site, True)
    assert visitor.log_in(EMAIL).location == "/log-in/second-factor"
    assert not _is_in(visitor)
    phone = Phone(visitor.get("/log-in/second-factor").text, clock)
    page = visitor.submit("/log-in/second-factor", code=phone.code())
    assert len(_codes(page.text)) == 10
    assert _is_in(visitor)
    assert visitor.get("/account/second-factor/off").status_code == 404


def test_no_one_enrols_over_a_second_factor_that_is_there(
    visitor: Visitor, phone: Phone, clock: Clock
) -> None:
    visitor.log_in(EMAIL)
    assert visitor.get("/log-in/second-factor").location == "/log-in/code"
    assert not _is_in(visitor)


def test_an_account_of_a_program_cannot_log_in_at_the_pages(
    member: Visitor, visitor: Visitor, cognito: FakeCognito, members_table: "Table"
) -> None:
    sub = cognito.users[EMAIL].sub
    members_table.put_item(Item={"sub": sub, "site": "st-marys", "role": PROGRAM})
    assert "This account is for programs." in visitor.log_in(EMAIL).text
