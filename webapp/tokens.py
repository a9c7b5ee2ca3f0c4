"""Access tokens of the JSON API, checked against the keys of the user pool."""

import jwt

from webapp.errors import InvalidToken

_CLOCK_SKEW_SECONDS = 5
"""How far the pool's clock may be from ours: a token just issued must not seem to come from the future."""


class AccessTokens:
    """Tells the account behind an access token of one pool and one client.

    ``keys`` fetches the pool's public keys and keeps them: `jwt.PyJWKClient`.
    """

    def __init__(self, keys: jwt.PyJWKClient, issuer: str, client_id: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._client_id = client_id

    def sub(self, token: str) -> str:
        """The account's ``sub``. Raises InvalidToken for any token but a live one of ours."""
        try:
            key = self._keys.get_signing_key_from_jwt(token)
            claims = jwt.decode(
                token,
                key,
                algorithms=["RS256"],
                issuer=self._issuer,
                leeway=_CLOCK_SKEW_SECONDS,
                # Access tokens of Cognito carry client_id in place of an audience.
                options={"require": ["exp", "iss", "sub", "token_use", "client_id"], "verify_aud": False},
            )
        except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError):
            # The keys could not be had: our trouble, not the caller's.
            raise
        except jwt.PyJWTError as e:
            raise InvalidToken(type(e).__name__) from e
        if (claims["token_use"], claims["client_id"]) != ("access", self._client_id):
            raise InvalidToken("not an access token of the API client")
        return str(claims["sub"])


def issuer_of(pool_id: str) -> str:
    """The ``iss`` claim of a pool's tokens."""
    return f"https://cognito-idp.{pool_id.partition('_')[0]}.amazonaws.com/{pool_id}"
