"""The keys that sign access tokens in tests."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.unit.webapp.support.fake_cognito import POOL
from webapp.aws.access_tokens import READ_SCOPE, WRITE_SCOPE

API_CLIENT = "api-client"
ISSUER = f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL}"
CLAIMS = {
    "sub": "sub-of-a-program",
    "iss": ISSUER,
    "token_use": "access",
    "client_id": API_CLIENT,
    "scope": f"{READ_SCOPE} {WRITE_SCOPE}",
}


@dataclass
class PoolKeys:
    """The pool's key pair, in place of PyJWKClient."""

    private: rsa.RSAPrivateKey

    def get_signing_key_from_jwt(self, token: str) -> jwt.PyJWK:
        if jwt.get_unverified_header(token).get("kid") != "ours":
            raise jwt.PyJWKClientError("Unable to find a signing key")
        return jwt.PyJWK(
            {**jwt.algorithms.RSAAlgorithm.to_jwk(self.private.public_key(), as_dict=True), "alg": "RS256"}
        )


def access_token(keys: PoolKeys, kid: str = "ours", **changes: Any) -> str:
    now = datetime.now(UTC)
    claims = {**CLAIMS, "exp": now + timedelta(minutes=5), "auth_time": int(now.timestamp()), **changes}
    return jwt.encode(claims, keys.private, "RS256", headers={"kid": kid})
