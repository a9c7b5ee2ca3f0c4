"""Programs show a Cognito access token of our pool and our API client; nothing else opens the API."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from werkzeug.test import TestResponse

from tests.unit.webapp.conftest import API_CLIENT, PoolKeys
from tests.unit.webapp.fake_cognito import CLIENT, POOL
from tests.unit.webapp.visitor import Visitor
from webapp.tokens import issuer_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

CLAIMS = {"sub": "sub-of-a-program", "iss": issuer_of(POOL), "token_use": "access", "client_id": API_CLIENT}


def _token(keys: PoolKeys, kid: str = "ours", **changes: Any) -> str:
    claims = {**CLAIMS, "exp": datetime.now(UTC) + timedelta(minutes=5), **changes}
    return jwt.encode(claims, keys.private, "RS256", headers={"kid": kid})


def _list_studies(app: Flask, authorization: str) -> TestResponse:
    return app.test_client().get("/api/v1/studies", headers={"Authorization": authorization})


def test_a_valid_token_opens_the_api_without_csrf(app: Flask, pool_keys: PoolKeys) -> None:
    header = {"Authorization": f"Bearer {_token(pool_keys)}"}
    client = app.test_client()
    created = client.post("/api/v1/studies", json={"content_type": "image/png", "size": 1}, headers=header)
    assert created.status_code == 201
    study = client.get(created.location, headers=header).get_json()
    assert study["status"] == "awaiting_upload"
    assert "Set-Cookie" not in created.headers


def test_a_token_opens_a_site_no_longer_than_its_account_belongs_there(
    app: Flask, pool_keys: PoolKeys, members_table: "Table"
) -> None:
    header, client = {"Authorization": f"Bearer {_token(pool_keys)}"}, app.test_client()
    client.post("/api/v1/studies", json={"content_type": "image/png", "size": 1}, headers=header)
    members_table.delete_item(Key={"sub": CLAIMS["sub"]})
    assert client.get("/api/v1/studies", headers=header).get_json()["studies"] == []


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"client_id": CLIENT}, id="of the web client"),
        pytest.param({"exp": datetime.now(UTC) - timedelta(seconds=10)}, id="expired"),
        pytest.param({"iss": issuer_of("eu-central-1_Other1234")}, id="of another pool"),
        pytest.param({"token_use": "id"}, id="an identity token"),
        pytest.param({"client_id": None}, id="of no client"),
        pytest.param({"kid": "unknown"}, id="of an unknown key"),
    ],
)
def test_other_tokens_are_refused(app: Flask, pool_keys: PoolKeys, changes: dict[str, Any]) -> None:
    answer = _list_studies(app, f"Bearer {_token(pool_keys, **changes)}")
    assert answer.status_code == 401
    assert answer.mimetype == "application/problem+json"
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_clock_some_seconds_ahead_keeps_nobody_out(app: Flask, pool_keys: PoolKeys) -> None:
    token = _token(pool_keys, iat=datetime.now(UTC) + timedelta(seconds=3))
    assert _list_studies(app, f"Bearer {token}").status_code == 200


def test_a_forged_signature_is_refused(app: Flask) -> None:
    forger = PoolKeys(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    assert _list_studies(app, f"Bearer {_token(forger)}").status_code == 401


def test_an_unsigned_token_is_refused(app: Flask) -> None:
    claims = {**CLAIMS, "exp": datetime.now(UTC) + timedelta(minutes=5)}
    unsigned = jwt.encode(claims, "", "none", headers={"kid": "ours"})
    assert _list_studies(app, f"Bearer {unsigned}").status_code == 401


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer ", "Bearer rubbish", "Basic YTpi", "rubbish"])
def test_rubbish_is_refused(app: Flask, authorization: str) -> None:
    assert _list_studies(app, authorization).status_code == 401


def test_a_bad_token_is_not_made_good_by_a_session(member: Visitor) -> None:
    answer = member.call("GET", "/studies", csrf=False, headers={"Authorization": "Bearer rubbish"})
    assert answer.status_code == 401
