"""Access tokens of the JSON API, checked against the keys of the user pool."""

from dataclasses import dataclass
from datetime import UTC, datetime

import jwt

from webapp.errors import InvalidToken

STUDIES_SCOPE = "pneumoscope/studies"
"""The only scope of our access tokens: functions/tokens/handler.py removes Cognito's own scope."""

_CLOCK_SKEW_SECONDS = 5
"""Tolerance between the pool's clock and ours, so that a new token does not appear to be from the future."""

_REQUIRED = ["exp", "iss", "sub", "token_use", "client_id", "auth_time"]


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """The account of a token, and the time of the log-in behind the token."""

    sub: str
    logged_in_at: datetime


class AccessTokens:
    """Identifies the account behind an access token of one pool and one client.

    ``keys`` fetches and caches the pool's public keys: `jwt.PyJWKClient`.
    """

    def __init__(self, keys: jwt.PyJWKClient, issuer: str, client_id: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._client_id = client_id

    def owner(self, token: str) -> TokenOwner:
        """Return the owner of a token. Raise InvalidToken unless it is ours and valid now.

        The time is that of the log-in, not of the issue: refreshing a token does not make it newer.
        """
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                leeway=_CLOCK_SKEW_SECONDS,
                # Cognito access tokens have client_id instead of an audience.
                options={"require": _REQUIRED, "verify_aud": False},
            )
        except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError):
            # The keys could not be fetched: a server error, not an invalid token.
            raise
        except jwt.PyJWTError as e:
            raise InvalidToken(type(e).__name__) from e
        if (claims["token_use"], claims["client_id"]) != ("access", self._client_id):
            raise InvalidToken("not an access token of the API client")
        if str(claims.get("scope", "")).split() != [STUDIES_SCOPE]:
            # A token with Cognito's own scope could change or delete the account if it leaked.
            raise InvalidToken("not exactly the studies scope")
        if not isinstance(claims["auth_time"], int):
            raise InvalidToken("no time of log-in")
        return TokenOwner(str(claims["sub"]), datetime.fromtimestamp(claims["auth_time"], UTC))
