"""Pages try again where that helps, but not past API Gateway's limit, nor where it reveals an account."""

from typing import Any

import pytest
import yaml
from botocore.awsrequest import AWSPreparedRequest, AWSResponse
from botocore.config import Config

from infra.local.settings import ROOT
from tests.unit.webapp.support.fake_cognito import CLIENT, POOL, SECRET
from tests.unit.webapp.support.stand_in_aws import connect, refusal
from webapp import services
from webapp.aws.cognito_client import cognito_client
from webapp.aws.user_pool import Accounts
from webapp.errors import PoolBusy, WrongCode


@pytest.fixture
def waits(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """How long a worker has waited, instead of the waiting."""
    waited: list[float] = []
    monkeypatch.setattr("botocore.endpoint.time.sleep", waited.append)
    return waited


def _refusing_accounts(code: str, monkeypatch: pytest.MonkeyPatch) -> Accounts:
    def refuse(request: AWSPreparedRequest, **_: Any) -> AWSResponse:
        return refusal(request, code)

    connect(refuse, monkeypatch)
    return Accounts(cognito_client("eu-central-1", services._PATIENT), POOL, CLIENT, SECRET)


@pytest.mark.parametrize("config", [services._PATIENT, services._PERSISTENT], ids=["patient", "persistent"])
def test_a_call_that_hangs_ends_before_the_function_does(config: Config) -> None:
    settings: Any = config
    attempts = settings.retries["total_max_attempts"]
    # botocore's longest waits, after throttling: 1 s, 2 s, 4 s …
    waits = sum(2**number for number in range(attempts - 1))
    longest = attempts * (settings.connect_timeout + settings.read_timeout) + waits
    timeout = yaml.safe_load((ROOT / "serverless.yml").read_text())["functions"]["web"]["timeout"]
    assert longest < timeout


def test_a_limit_of_one_account_is_answered_at_once(
    monkeypatch: pytest.MonkeyPatch, waits: list[float]
) -> None:
    accounts = _refusing_accounts("LimitExceededException", monkeypatch)
    with pytest.raises(WrongCode):
        accounts.reset_password("known@example.org", "999999", "Another-secret-9", "192.0.2.1")
    with pytest.raises(WrongCode):
        accounts.confirm("known@example.org", "999999", "192.0.2.1")
    assert waits == []


def test_a_busy_pool_is_asked_again(monkeypatch: pytest.MonkeyPatch, waits: list[float]) -> None:
    accounts = _refusing_accounts("TooManyRequestsException", monkeypatch)
    with pytest.raises(PoolBusy):
        accounts.confirm("known@example.org", "999999", "192.0.2.1")
    assert len(waits) == 2
