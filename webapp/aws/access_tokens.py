"""Access tokens of the JSON API, checked against the keys of the user pool."""

from dataclasses import dataclass
from datetime import UTC, datetime

import jwt

from webapp.errors import InvalidToken

READ_SCOPE, WRITE_SCOPE = "pneumoscope/studies:read", "pneumoscope/studies:write"
"""The only scopes of our access tokens: functions/tokens/handler.py removes Cognito's own scope."""

_CLOCK_SKEW_SECONDS = 5
"""Tolerance between the pool's clock and ours, so that a new token does not appear to be from the future."""

_REQUIRED = ["exp", "iss", "sub", "token_use", "client_id", "auth_time"]


@dataclass(frozen=True, slots=True)
class TokenOwner:
    """The account of a token, the time of the log-in behind the token, and what the token may do.

    The account of a program is its client: no one logged in.
    """

    sub: str
    logged_in_at: datetime
    may_write: bool
    is_program: bool


class AccessTokens:
    """Identifies the account behind an access token of one pool, of its API client or of a program.

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
        # The subject of client credentials is the client itself (infra/programs.py adds such clients).
        is_program = claims["client_id"] == claims["sub"]
        if (claims["token_use"], is_program or claims["client_id"] == self._client_id) != ("access", True):
            raise InvalidToken("not an access token of the API client or of a program")
        scopes = set(str(claims.get("scope", "")).split())
        if READ_SCOPE not in scopes or scopes - {READ_SCOPE, WRITE_SCOPE}:
            # A token with Cognito's own scope could change or delete the account if it leaked.
            raise InvalidToken("no scope to read studies, or a scope beyond studies")
        if not isinstance(claims["auth_time"], int):
            raise InvalidToken("no time of log-in")
        return TokenOwner(
            str(claims["sub"]),
            datetime.fromtimestamp(claims["auth_time"], UTC),
            WRITE_SCOPE in scopes,
            is_program,
        )
