"""However many workers start at once, each gets the client's secret, and none asks Cognito for it."""

from typing import Any

import pytest
from botocore.awsrequest import AWSPreparedRequest, AWSResponse

from tests.unit.webapp.support.fake_cognito import SECRET
from tests.unit.webapp.support.stand_in_aws import connect, refusal, response, service
from webapp import services
from webapp.app import create_app
from webapp.settings import Settings


class Aws:
    """An AWS of Secrets Manager alone, which refuses the first calls. Any other service is down."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.calls: list[str] = []

    def __call__(self, request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        self.calls.append(service(request))
        if service(request) != "secretsmanager" or len(self.calls) <= self.refusals:
            return refusal(request, "ThrottlingException")
        return response(request, 200, {"SecretString": SECRET})


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a worker has waited, instead of the waiting."""
    waited: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", waited.append)
    return waited


def test_the_secret_is_read_after_several_refusals(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    aws = Aws(refusals=2)
    connect(aws, monkeypatch)
    assert services.stored_secret(settings, settings.web_client_secret) == SECRET
    assert (len(aws.calls), len(waits)) == (3, 2)


def test_a_cold_worker_serves_a_static_file_with_cognito_and_dynamodb_down(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    aws = Aws()
    connect(aws, monkeypatch)
    app = create_app(settings)
    client = app.test_client()
    client.set_cookie("__Host-session", "of-a-session", domain="localhost", secure=True)
    answer = client.get(f"{app.static_url_path}/css/base.css", base_url="https://localhost")
    assert answer.status_code == 200
    # One call each: a hundred workers that start at once meet no quota.
    assert (aws.calls, waits) == (["secretsmanager"], [])
