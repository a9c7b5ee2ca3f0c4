"""The keys that sign access tokens in tests."""

from dataclasses import dataclass

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.unit.webapp.support.fake_cognito import POOL

API_CLIENT = "api-client"
ISSUER = f"https://cognito-idp.eu-central-1.amazonaws.com/{POOL}"


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
