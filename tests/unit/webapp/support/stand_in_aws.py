"""Answers to botocore in place of AWS, below its retries."""

import json
from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse, HeadersDict

Answer = Callable[..., AWSResponse]


class _Body:
    def __init__(self, content: bytes) -> None:
        self.content = content

    def stream(self, **_: Any) -> list[bytes]:
        return [self.content]


def response(request: AWSPreparedRequest, status: int, content: dict[str, Any]) -> AWSResponse:
    """Return an answer of a service that speaks JSON."""
    headers: Any = HeadersDict({"Content-Type": "application/x-amz-json-1.1"})
    return AWSResponse(str(request.url), status, headers, _Body(json.dumps(content).encode()))


def refusal(request: AWSPreparedRequest, code: str) -> AWSResponse:
    """Return an answer with an error."""
    return response(request, 400, {"__type": code, "message": "Rate exceeded"})


def service(request: AWSPreparedRequest) -> str:
    """Return which service a request is for."""
    return str(request.url).removeprefix("https://").partition(".")[0]


def connect(answer: Answer, monkeypatch: pytest.MonkeyPatch) -> None:
    """Have every client that is made from here on ask ``answer``."""
    session = boto3.Session("unused", "unused", region_name="eu-central-1")
    session.events.register_first("before-send", answer)  # type: ignore[arg-type]  # its answer is used, though
    monkeypatch.setattr(boto3, "client", session.client)
    monkeypatch.setattr(boto3, "resource", session.resource)
