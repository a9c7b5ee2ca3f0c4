"""An invitation whose mail fails says so."""

import io
import json

import pytest

from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.site_page import COLLEAGUE, act
from tests.unit.webapp.support.visitor import Visitor

UNSENT = "The mail could not be sent."
QUOTA = ("LimitExceededException", "Exceeded daily email limit for the operation or the account.")
REFUSED = ("CodeDeliveryFailureException", "")


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
