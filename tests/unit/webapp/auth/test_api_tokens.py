"""The API accepts access tokens of our pool and our API client, and no others."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from flask import Flask
from ulid import ULID
from werkzeug.test import TestResponse

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import CLIENT
from tests.unit.webapp.support.pool_keys import CLAIMS, ISSUER, PoolKeys, access_token
from tests.unit.webapp.support.visitor import Visitor
from webapp.auth import api_access
from webapp.aws.access_tokens import READ_SCOPE, WRITE_SCOPE
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


def _list_studies(app: Flask, authorization: str) -> TestResponse:
    return app.test_client().get("/api/v1/studies", headers={"Authorization": authorization})


def test_a_valid_token_opens_the_api_without_a_csrf_token(app: Flask, pool_keys: PoolKeys) -> None:
    header = {"Authorization": f"Bearer {access_token(pool_keys)}"}
    client = app.test_client()
    created = client.post("/api/v1/studies", json={"content_type": "image/png", "size": 1}, headers=header)
    assert created.status_code == 201
    study = client.get(created.location, headers=header).get_json()
    assert study["status"] == "awaiting_upload"
    assert "Set-Cookie" not in created.headers


@pytest.mark.parametrize(
    ("role", "has_factor", "is_required", "status"),
    [
        ("clinician", False, False, 200),
        ("clinician", True, False, 401),
        ("clinician", False, True, 401),
        ("program", False, True, 200),
    ],
)
def test_a_password_alone_gives_no_token_where_it_gives_no_session(
    app: Flask,
    pool_keys: PoolKeys,
    members_table: "Table",
    services: Services,
    role: str,
    has_factor: bool,
    is_required: bool,
    status: int,
) -> None:
    factor = {"totp": b"secret"} if has_factor else {}
    members_table.put_item(Item={"sub": CLAIMS["sub"], "site": "st-marys", "role": role, **factor})
    services.site_settings.require_second_factor("st-marys", is_required)
    assert _list_studies(app, f"Bearer {access_token(pool_keys)}").status_code == status


def test_a_token_opens_a_site_only_while_its_account_belongs_there(
    app: Flask, pool_keys: PoolKeys, members_table: "Table"
) -> None:
    header, client = {"Authorization": f"Bearer {access_token(pool_keys)}"}, app.test_client()
    client.post("/api/v1/studies", json={"content_type": "image/png", "size": 1}, headers=header)
    members_table.delete_item(Key={"sub": CLAIMS["sub"]})
    assert client.get("/api/v1/studies", headers=header).get_json()["studies"] == []


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"client_id": CLIENT}, id="of the web client"),
        pytest.param({"exp": datetime.now(UTC) - timedelta(seconds=10)}, id="expired"),
        pytest.param({"iss": ISSUER.replace("Test", "Other")}, id="of another pool"),
        pytest.param({"scope": "aws.cognito.signin.user.admin"}, id="that could change the account"),
        pytest.param({"scope": f"{READ_SCOPE} openid"}, id="with a further scope"),
        pytest.param({"scope": None}, id="of no scope"),
        pytest.param({"scope": WRITE_SCOPE}, id="that may write alone"),
        pytest.param({"client_id": CLAIMS["sub"]}, id="of a client that is no program"),
        pytest.param({"auth_time": None}, id="of an unknown log-in"),
        pytest.param({"auth_time": "yesterday"}, id="of a log-in without a time"),
        pytest.param({"token_use": "id"}, id="an identity token"),
        pytest.param({"client_id": None}, id="of no client"),
        pytest.param({"kid": "unknown"}, id="of an unknown key"),
    ],
)
def test_other_tokens_are_refused(app: Flask, pool_keys: PoolKeys, changes: dict[str, Any]) -> None:
    response = _list_studies(app, f"Bearer {access_token(pool_keys, **changes)}")
    assert response.status_code == 401
    assert response.mimetype == "application/problem+json"
    assert response.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_token_is_refused_once_its_access_has_ended(
    app: Flask, pool_keys: PoolKeys, services: Services, clock: Clock
) -> None:
    begun = int(clock().timestamp())
    old = access_token(pool_keys, auth_time=begun)
    assert _list_studies(app, f"Bearer {old}").status_code == 200
    services.members.end_access(CLAIMS["sub"], clock() + timedelta(seconds=1))
    response = _list_studies(app, f"Bearer {old}")
    assert response.status_code == 401
    assert response.headers["WWW-Authenticate"].startswith("Bearer")
    # A refreshed token is newer, but belongs to the same log-in.
    refreshed = access_token(pool_keys, iat=datetime.now(UTC), auth_time=begun)
    assert _list_studies(app, f"Bearer {refreshed}").status_code == 401
    later = int(clock().timestamp()) + 2
    assert _list_studies(app, f"Bearer {access_token(pool_keys, auth_time=later)}").status_code == 200


def test_a_token_from_a_clock_some_seconds_ahead_is_accepted(app: Flask, pool_keys: PoolKeys) -> None:
    token = access_token(pool_keys, iat=datetime.now(UTC) + timedelta(seconds=3))
    assert _list_studies(app, f"Bearer {token}").status_code == 200


def test_a_forged_signature_is_refused(app: Flask) -> None:
    forger = PoolKeys(rsa.generate_private_key(public_exponent=65537, key_size=2048))
    assert _list_studies(app, f"Bearer {access_token(forger)}").status_code == 401


def test_an_unsigned_token_is_refused(app: Flask) -> None:
    claims = {**CLAIMS, "exp": datetime.now(UTC) + timedelta(minutes=5)}
    unsigned = jwt.encode(claims, "", "none", headers={"kid": "ours"})
    assert _list_studies(app, f"Bearer {unsigned}").status_code == 401


@pytest.mark.parametrize("authorization", ["Bearer", "Bearer ", "Bearer rubbish", "Basic YTpi", "rubbish"])
def test_malformed_authorization_headers_are_refused(app: Flask, authorization: str) -> None:
    assert _list_studies(app, authorization).status_code == 401


def test_an_invalid_token_is_refused_even_with_a_valid_session(member: Visitor) -> None:
    response = member.call("GET", "/studies", csrf=False, headers={"Authorization": "Bearer rubbish"})
    assert response.status_code == 401


def test_a_token_without_the_scope_to_write_reads_alone(app: Flask, pool_keys: PoolKeys) -> None:
    token = access_token(pool_keys, scope=READ_SCOPE)
    assert _list_studies(app, f"Bearer {token}").status_code == 200
    client, header = app.test_client(), {"Authorization": f"Bearer {token}"}
    assert client.post("/api/v1/worklist", json={}, headers=header).status_code == 200
    for method, path in (("POST", "/studies"), ("DELETE", f"/studies/{ULID()}"), ("PUT", "/prevalence")):
        answer = client.open(f"/api/v1{path}", method=method, json={}, headers=header)
        assert answer.status_code == 403
        assert 'error="insufficient_scope"' in answer.headers["WWW-Authenticate"]


def test_every_operation_that_reads_takes_a_token_that_may_only_read(app: Flask) -> None:
    reading = {it.endpoint for it in app.url_map.iter_rules() if "GET" in (it.methods or set())}
    of_the_api = {name for name in reading if name.partition(".")[0] in _API}
    assert of_the_api | {"list_api.worklist", "list_api.thumbnails"} == api_access._READING


def test_a_program_has_the_site_that_an_operator_gave_it(
    app: Flask, pool_keys: PoolKeys, members_table: "Table", services: Services, clock: Clock
) -> None:
    token = access_token(pool_keys, sub="client-1", client_id="client-1")
    assert _list_studies(app, f"Bearer {token}").status_code == 401
    members_table.put_item(Item={"sub": "client-1", "site": "site-a", "role": "program"})
    header = {"Authorization": f"Bearer {token}"}
    body = {"content_type": "image/png", "size": 1}
    assert app.test_client().post("/api/v1/studies", json=body, headers=header).status_code == 201
    assert len(services.studies.page("site-a", None, limit=5).studies) == 1
    services.members.remove("client-1", clock() + timedelta(seconds=1))
    assert _list_studies(app, f"Bearer {token}").status_code == 401


_API = ("api", "list_api", "fhir", "priors", "verdict_api")
