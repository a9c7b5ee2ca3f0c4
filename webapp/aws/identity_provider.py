"""Log-in by the identity provider of a hospital, through Cognito: an authorization code with PKCE.

Cognito speaks SAML or OIDC with the provider, and OIDC with the pages. So the pages know no provider, and
trust the pool's own signature alone.
"""

import base64
import hashlib
import re
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import jwt
import urllib3

from webapp.errors import LogInTooLate
from webapp.provider_errors import ProviderAnswerUnusable, ProviderUnreachable, UnconfirmedAddress

_SECONDS = 8
"""For an answer of Cognito. A person waits."""

_SKEW_SECONDS = 60

_REQUIRED = ["exp", "iat", "iss", "aud", "sub", "nonce", "auth_time", "token_use", "cognito:username"]

_ADDRESS = re.compile(r"[^@\s]+@([^@\s]+)")


@dataclass(frozen=True, slots=True)
class Flow:
    """What the browser's session keeps of a log-in until the provider has answered.

    ``state`` ties the answer to the session, ``nonce`` the identity to this log-in, and ``verifier`` the code
    to whoever began. ``begun_at`` is in seconds since 1970, and ``wanted`` the page to lead to.
    """

    state: str
    nonce: str
    verifier: str
    begun_at: float
    wanted: str | None

    @classmethod
    def beginning(cls, now: datetime, wanted: str | None) -> "Flow":
        """Return a new one, of random values."""
        state, nonce, verifier = (secrets.token_urlsafe(32) for _ in range(3))
        return cls(state, nonce, verifier, now.timestamp(), wanted)

    @property
    def begun(self) -> datetime:
        """The beginning as a time."""
        return datetime.fromtimestamp(self.begun_at, UTC)


@dataclass(frozen=True, slots=True)
class ProviderPerson:
    """Somebody of the provider: their account in the pool, its user name there, and their address."""

    sub: str
    user_name: str
    email: str


@dataclass(frozen=True, slots=True)
class ProviderClient:
    """How Cognito knows provider and pages. ``url`` is that of the pool's log-in, ``origin`` our own."""

    name: str
    url: str
    client_id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Vouching:
    """Which addresses count: of these domains, and with ``says_verified`` only those called verified."""

    domains: frozenset[str]
    says_verified: bool

    def has_domain_of(self, address: str) -> bool:
        """Return whether the address is one of these domains."""
        match = _ADDRESS.fullmatch(address)
        return match is not None and match[1] in self.domains

    def takes_as_verified(self, value: object) -> bool:
        """Return whether Cognito's ``email_verified`` is enough. It passes a mapped attribute on as text."""
        return not self.says_verified or str(value).lower() == "true"


class IdentityProvider:
    """The provider of a stage. ``label`` is what people call it."""

    def __init__(
        self,
        label: str,
        client: ProviderClient,
        secret: Callable[[], str],
        vouching: Vouching,
        tokens: "IdTokens",
    ) -> None:
        self.label = label
        self._client = client
        self._secret = secret
        self._vouching = vouching
        self._tokens = tokens
        self._http = urllib3.PoolManager(retries=False, timeout=_SECONDS)

    @property
    def ending_url(self) -> str:
        """Return where Cognito ends its own session, before the log-in goes on.

        That session lasts an hour. Until its end, Cognito would answer for whoever sat here before, and for
        somebody who may log in at the provider no more.
        """
        query = {"client_id": self._client.client_id, "logout_uri": self._own("authorize")}
        return f"{self._client.url}/logout?{urlencode(query)}"

    def authorize_url(self, flow: Flow) -> str:
        """Return where the provider asks who somebody is."""
        challenge = base64.urlsafe_b64encode(hashlib.sha256(flow.verifier.encode()).digest())
        query = {
            "response_type": "code",
            "client_id": self._client.client_id,
            "identity_provider": self._client.name,
            "redirect_uri": self._own("callback"),
            "scope": "openid email",
            "state": flow.state,
            "nonce": flow.nonce,
            "code_challenge": challenge.rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }
        return f"{self._client.url}/oauth2/authorize?{urlencode(query)}"

    def person(self, code: str, flow: Flow) -> ProviderPerson:
        """Return who the code of a log-in stands for. The tokens are thrown away: nothing needs them again.

        Raise LogInTooLate for a code that was used or is too old, ProviderUnreachable, ProviderAnswerUnusable
        or UnconfirmedAddress.
        """
        claims = self._tokens.claims(self._exchanged(code, flow), flow)
        address = str(claims.get("email", "")).strip().lower()
        person = ProviderPerson(str(claims["sub"]), str(claims["cognito:username"]), address)
        if cause := self._doubt(address, claims):
            raise UnconfirmedAddress(cause, person.sub, person.user_name)
        return person

    def _exchanged(self, code: str, flow: Flow) -> str:
        """Return the ID token for a code."""
        fields = {
            "grant_type": "authorization_code",
            "client_id": self._client.client_id,
            "code": code,
            "redirect_uri": self._own("callback"),
            "code_verifier": flow.verifier,
        }
        try:
            answer = self._http.request(
                "POST",
                f"{self._client.url}/oauth2/token",
                fields=fields,
                encode_multipart=False,
                headers=urllib3.util.make_headers(basic_auth=f"{self._client.client_id}:{self._secret()}"),
                redirect=False,
            )
            found = answer.json()
        except (urllib3.exceptions.HTTPError, ValueError) as e:
            raise ProviderUnreachable(type(e).__name__) from e
        if answer.status == 400 and found.get("error") == "invalid_grant":
            raise LogInTooLate("invalid_grant")
        if answer.status != 200 or "id_token" not in found:
            # A client that Cognito does not know, or a fault of its own.
            raise ProviderUnreachable(f"status {answer.status}")
        return str(found["id_token"])

    def _doubt(self, address: str, claims: dict[str, Any]) -> str | None:
        """Return why the provider may not vouch for the address, or does not; None if it does."""
        if not self._vouching.has_domain_of(address):
            return "no address of the provider's domains"
        if not self._vouching.takes_as_verified(claims.get("email_verified")):
            return "not verified"
        return None

    def _own(self, end: str) -> str:
        return f"{self._client.origin}/log-in/provider/{end}"


class IdTokens:
    """Checks the pool's ID tokens. ``keys`` fetches and caches its public keys."""

    def __init__(self, keys: jwt.PyJWKClient, issuer: str, client_id: str) -> None:
        self._keys = keys
        self._issuer = issuer
        self._client_id = client_id

    def claims(self, token: str, flow: Flow) -> dict[str, Any]:
        """Return what the token contains. Raise ProviderAnswerUnusable unless it is ours, for this log-in."""
        try:
            claims: dict[str, Any] = jwt.decode(
                token,
                self._keys.get_signing_key_from_jwt(token),
                algorithms=["RS256"],
                issuer=self._issuer,
                audience=self._client_id,
                leeway=_SKEW_SECONDS,
                options={"require": _REQUIRED},
            )
        except (jwt.PyJWKClientConnectionError, jwt.PyJWKSetError) as e:
            raise ProviderUnreachable(type(e).__name__) from e
        except jwt.PyJWTError as e:
            raise ProviderAnswerUnusable(type(e).__name__) from e
        if (claims["token_use"], claims["nonce"]) != ("id", flow.nonce):
            raise ProviderAnswerUnusable("no identity of this log-in")
        # An earlier log-in means that Cognito answered for its own session, and asked no provider.
        if not isinstance(claims["auth_time"], int) or claims["auth_time"] < flow.begun_at - _SKEW_SECONDS:
            raise ProviderAnswerUnusable("an earlier log-in")
        return claims
