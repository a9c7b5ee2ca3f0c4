"""Cognito's log-in pages on this machine, with an identity provider of a hospital behind them.

As Cognito does, they end their own session at /logout, answer /oauth2/authorize with a code that works once,
and exchange it at /oauth2/token for tokens that the pool's key signs.
"""

import base64
import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask, Response, jsonify, redirect, request
from werkzeug.serving import make_server
from werkzeug.wrappers import Response as AnyResponse

from tests.unit.webapp.support.pool_keys import ISSUER

NAME, CLIENT_ID, CLIENT_SECRET = "Hospital", "client-of-the-provider", "its-secret"
LIFETIME = 3600
"""Seconds of the session that Cognito itself keeps in a browser."""


@dataclass
class Somebody:
    """Who sits at the provider, and what it says of them."""

    sub: str = "sub-of-a-clinician"
    email: str | None = "clinician@hospital.example"
    claims: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class _Code:
    claims: dict[str, Any]
    redirect_uri: str
    challenge: str


class HospitalLogIn:
    """The server. ``person`` is who logs in; ``refusal`` is an error that the provider answers instead."""

    def __init__(self, callback: str, ending: str, key: rsa.RSAPrivateKey | None = None) -> None:
        self.person = Somebody()
        self.refusal: str | None = None
        self.key = key or rsa.generate_private_key(public_exponent=65537, key_size=2048)
        self.signing_key = self.key
        self.on_log_in: Callable[[str, str], object] = lambda _email, _sub: None
        self.is_down = False
        self._urls = (callback, ending)
        self._codes: dict[str, _Code] = {}
        self._sessions: dict[str, tuple[Somebody, int]] = {}
        self._server = make_server("127.0.0.1", 0, self._app(), threaded=True)
        Thread(target=self._server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def keys(self) -> jwt.PyJWKClient:
        return jwt.PyJWKClient(f"{self.url}/jwks.json")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def _app(self) -> Flask:
        app = Flask(__name__)
        app.add_url_rule("/logout", view_func=self._log_out)
        app.add_url_rule("/oauth2/authorize", view_func=self._authorize)
        app.add_url_rule("/oauth2/token", view_func=self._token, methods=["POST"])
        app.add_url_rule("/jwks.json", view_func=self._jwks)
        return app

    def _log_out(self) -> AnyResponse:
        if (request.args["client_id"], request.args["logout_uri"]) != (CLIENT_ID, self._urls[1]):
            return Response("invalid_request", 400)
        answer = redirect(request.args["logout_uri"])
        self._sessions.pop(request.cookies.get("cognito", ""), None)
        answer.delete_cookie("cognito")
        return answer

    def _authorize(self) -> AnyResponse:
        asked = request.args
        if (asked["client_id"], asked["redirect_uri"]) != (CLIENT_ID, self._urls[0]):
            return Response("redirect_mismatch", 400)
        assert (asked["response_type"], asked["identity_provider"]) == ("code", NAME)
        assert (asked["scope"], asked["code_challenge_method"]) == ("openid email", "S256")
        if self.refusal:
            return self._back(error=self.refusal, error_description="of the provider")
        cookie = request.cookies.get("cognito", "")
        # Without a session of Cognito's, the provider is asked.
        who, since = self._sessions.get(cookie, (self.person, int(time.time())))
        # Cognito makes a profile of somebody who is new.
        self.on_log_in(who.email or "", who.sub)
        code, cookie = secrets.token_urlsafe(), cookie or secrets.token_urlsafe()
        self._sessions[cookie] = (who, since)
        self._codes[code] = _Code(self._claims(who, since), asked["redirect_uri"], asked["code_challenge"])
        answer = self._back(code=code)
        answer.set_cookie("cognito", cookie, max_age=LIFETIME, httponly=True)
        return answer

    def _back(self, **values: str) -> AnyResponse:
        return redirect(f"{self._urls[0]}?{urlencode({**values, 'state': request.args['state']})}")

    def _claims(self, who: Somebody, since: int) -> dict[str, Any]:
        return {
            "sub": who.sub,
            "cognito:username": f"{NAME}_{who.sub}",
            "aud": CLIENT_ID,
            "iss": ISSUER,
            "token_use": "id",
            "auth_time": since,
            "iat": int(time.time()),
            "exp": int(time.time()) + 300,
            "nonce": request.args["nonce"],
            **({"email": who.email, "email_verified": True} if who.email else {}),
            **who.claims,
        }

    def _token(self) -> tuple[Response, int]:
        if self.is_down:
            return jsonify(error="server_error"), 500
        given = request.form
        basic = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        if request.headers.get("Authorization") != f"Basic {basic}":
            return jsonify(error="invalid_client"), 400
        code = self._codes.pop(given["code"], None)
        challenge = base64.urlsafe_b64encode(hashlib.sha256(given["code_verifier"].encode()).digest())
        if not code or (code.redirect_uri, code.challenge) != (
            given["redirect_uri"],
            challenge.rstrip(b"=").decode(),
        ):
            return jsonify(error="invalid_grant"), 400
        token = jwt.encode(code.claims, self.signing_key, "RS256", headers={"kid": "ours"})
        return jsonify(
            id_token=token, access_token="unused", refresh_token="unused", token_type="Bearer"
        ), 200

    def _jwks(self) -> Response:
        public = jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return jsonify(keys=[{**public, "kid": "ours", "alg": "RS256", "use": "sig"}])
