"""Cognito's trigger before it issues tokens: an access token may open studies, and nothing else.

Otherwise every access token has the scope ``aws.cognito.signin.user.admin``, and a leaked one is enough to
change the account's address or to delete the account. The template carries this file as it is, so the file
uses the standard library alone.
https://docs.aws.amazon.com/cognito/latest/developerguide/user-pool-lambda-pre-token-generation.html
"""

from typing import Any


def handler(event: dict[str, Any], _context: object) -> dict[str, Any]:
    """Return the event with the scopes of the access token exchanged."""
    scopes = {
        "scopesToAdd": ["pneumoscope/studies:read", "pneumoscope/studies:write"],
        "scopesToSuppress": ["aws.cognito.signin.user.admin"],
    }
    event["response"] = {"claimsAndScopeOverrideDetails": {"accessTokenGeneration": scopes}}
    return event
