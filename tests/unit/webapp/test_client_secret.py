"""Every one of many workers that start at once reads the client secret."""

import json
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict

from tests.unit.webapp.support.fake_cognito import CLIENT, POOL, SECRET
from webapp.services import web_client_secret
from webapp.settings import Settings


class Body:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self, **_: Any) -> list[bytes]:
        return [self.content]


class BusyPool:
    """Refuses the first calls with "too many requests"."""

    def __init__(self, refusals: int) -> None:
        self.refusals = refusals
        self.calls = 0

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> Any:
        self.calls += 1
        if self.calls <= self.refusals:
            return _response(request, 400, {"__type": "TooManyRequestsException", "message": "Rate exceeded"})
        return _response(
            request, 200, {"UserPoolClient": {"UserPoolId": POOL, "ClientId": CLIENT, "ClientSecret": SECRET}}
        )


def _response(request: AWSPreparedRequest, status: int, content: dict[str, Any]) -> AWSResponse:
    headers: Any = HeadersDict({"Content-Type": "application/x-amz-json-1.1"})
    return AWSResponse(str(request.url), status, headers, Body(json.dumps(content).encode()))


def test_the_secret_is_read_after_several_refusals(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, waits = BusyPool(refusals=2), list[float]()
    session = boto3.Session("unused", "unused", region_name="eu-central-1")
    session.events.register_first("before-send.cognito-identity-provider", pool)
    monkeypatch.setattr(boto3, "client", session.client)
    monkeypatch.setattr("botocore.endpoint.time.sleep", waits.append)
    assert web_client_secret(settings) == SECRET
    assert pool.calls == 3
    assert len(waits) == 2
