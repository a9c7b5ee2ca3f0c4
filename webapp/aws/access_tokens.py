"""Access tokens of the JSON API, checked against the keys of the user pool."""

from dataclasses import dataclass
from datetime import UTC, datetime

import jwt

from webapp.errors import InvalidToken

STUDIES_SCOPE = "pneumoscope/studies"
"""The one scope of our access tokens: functions/tokens/handler.py takes Cognito's own scope away."""

_CLOCK_SKEW_SECONDS = 5
"""How far the pool's clock may be from ours: a token just issued must not seem to come from the future."""

_REQUIRED = ["exp", "iss", "sub", "token_use", "client_id", "auth_time"]


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """The account of a token, and when that account logged in to get it."""

    sub: str
    logged_in_at: datetime


class AccessTokens:
    """Identifies the account behind an access token of one pool and one client.

    ``keys`` fetches the pool's public keys and keeps them: `jwt.PyJWKClient`.
    """

    def __init__(self, keys: jwt.PyJWKClient, issuer: str, client_id: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._client_id = client_id

    def owner(self, token: str) -> TokenOwner:
        """Return the owner of a token. Raise InvalidToken for any token but a live one of ours.

        The log-in counts, not the issue: a refreshed token is as old as the log-in behind it.
        """
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                leeway=_CLOCK_SKEW_SECONDS,
                # Access tokens of Cognito carry client_id in place of an audience.
                options={"require": _REQUIRED, "verify_aud": False},
            )
        except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError):
            # The keys could not be fetched: a fault of ours, not of the caller.
            raise
        except jwt.PyJWTError as e:
            raise InvalidToken(type(e).__name__) from e
        if (claims["token_use"], claims["client_id"]) != ("access", self._client_id):
            raise InvalidToken("not an access token of the API client")
        if str(claims.get("scope", "")).split() != [STUDIES_SCOPE]:
            # A token with Cognito's own scope could change or delete the account if it leaked.
            raise InvalidToken("another scope than that of studies")
        if not isinstance(claims["auth_time"], int):
            raise InvalidToken("no time of log-in")
        return TokenOwner(str(claims["sub"]), datetime.fromtimestamp(claims["auth_time"], UTC))
