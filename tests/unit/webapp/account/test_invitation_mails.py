"""Whoever is invited can come in: a mail brings a temporary password, and a mail that fails is said."""

import io
import json

import pytest
from flask import Flask

from tests.unit.webapp.support.fake_cognito import TEMPORARY_PASSWORD, FakeCognito
from tests.unit.webapp.support.site_page import COLLEAGUE, NEW_PASSWORD, act
from tests.unit.webapp.support.visitor import Visitor

UNSENT = "The mail could not be sent."
QUOTA = ("LimitExceededException", "Exceeded daily email limit for the operation or the account.")
REFUSED = ("CodeDeliveryFailureException", "")


def test_somebody_who_never_logged_in_gets_a_mail_from_each_site(
    app: Flask, member: Visitor, stranger: Visitor, cognito: FakeCognito
) -> None:
    act(stranger, "invite", email=COLLEAGUE, role="clinician")
    # Their temporary password may have ended: no log-in would show the second invitation.
    act(member, "invite", email=COLLEAGUE, role="clinician")
    assert f"{COLLEAGUE} is invited." in member.get("/site/").text
    assert cognito.sent == [COLLEAGUE, COLLEAGUE]

    invited = Visitor(app)
    invited.log_in(COLLEAGUE, TEMPORARY_PASSWORD)
    answer = invited.submit("/log-in/new-password", password=NEW_PASSWORD, confirm=NEW_PASSWORD)
    assert answer.location == "/sites/"
    assert "Join</button>" in invited.get("/sites/").text


def test_somebody_whom_an_operator_has_barred_gets_no_mail(
    member: Visitor, stranger: Visitor, cognito: FakeCognito
) -> None:
    act(stranger, "invite", email=COLLEAGUE, role="clinician")
    cognito.users[COLLEAGUE].enabled = False
    act(member, "invite", email=COLLEAGUE, role="clinician")
    assert cognito.sent == [COLLEAGUE]
    assert not cognito.users[COLLEAGUE].enabled


@pytest.mark.parametrize("error", [QUOTA, REFUSED])
def test_an_invitation_whose_mail_is_not_sent_says_so(
    member: Visitor, cognito: FakeCognito, log: io.StringIO, error: tuple[str, str]
) -> None:
    cognito.refuse("AdminCreateUser", *error)
    answer = act(member, "invite", email=COLLEAGUE, role="clinician")
    assert answer.status_code == 200
    assert UNSENT in answer.text
    logged = [json.loads(line)["message"] for line in log.getvalue().splitlines()]
    assert "mail not sent" in logged
    assert COLLEAGUE not in log.getvalue()


@pytest.mark.parametrize(
    ("error", "sentence"),
    [(QUOTA, UNSENT), (REFUSED, UNSENT), (("TooManyRequestsException", ""), "very busy")],
)
def test_an_invitation_that_is_not_sent_again_says_so(
    member: Visitor, cognito: FakeCognito, error: tuple[str, str], sentence: str
) -> None:
    act(member, "invite", email=COLLEAGUE, role="clinician")
    cognito.refuse("AdminCreateUser", *error)
    assert act(member, "invite-again", sub=cognito.users[COLLEAGUE].sub).location == "/site/"
    assert sentence in member.get("/site/").text
    assert cognito.sent == [COLLEAGUE]
