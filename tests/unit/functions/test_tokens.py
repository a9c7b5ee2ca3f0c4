"""The trigger that exchanges the scopes of access tokens."""

from typing import Any

from functions.tokens.handler import handler
from webapp.aws.access_tokens import READ_SCOPE, WRITE_SCOPE

EVENT: dict[str, Any] = {
    "version": "2",
    "triggerSource": "TokenGeneration_Authentication",
    "request": {"userAttributes": {}, "scopes": ["aws.cognito.signin.user.admin"]},
    "response": {"claimsAndScopeOverrideDetails": None},
}


def test_an_access_token_opens_studies_and_cannot_change_its_account() -> None:
    answer = handler(dict(EVENT), None)
    scopes = answer["response"]["claimsAndScopeOverrideDetails"]["accessTokenGeneration"]
    assert scopes["scopesToSuppress"] == EVENT["request"]["scopes"]
    assert scopes["scopesToAdd"] == [READ_SCOPE, WRITE_SCOPE]
