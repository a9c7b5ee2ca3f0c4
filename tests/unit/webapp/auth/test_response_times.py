"""No answer takes longer, or asks for more, because an address has an account.

Simulated: Cognito says how long it would take instead of taking it. A page's time is that of its processor,
moto's tables included, plus Cognito's. How long Cognito takes to refuse a password is not ours to change, and
unknown: `_TIMES` assumes 20 ms more for a known address, as for the hash of a password.
"""

import re
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from html import unescape
from typing import NamedTuple

import boto3
import pytest
from flask import Flask

from infra.local.settings import ROOT
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import CLIENT, POOL, SECRET
from tests.unit.webapp.support.upstream import TimedCognito, calls_of_aws
from tests.unit.webapp.support.visitor import PASSWORD, TOKEN, Visitor
from webapp.app import create_app
from webapp.aws.account_tasks import QueuedTasks, TaskCipher
from webapp.aws.user_pool import Accounts
from webapp.services import Services
from webapp.settings import Settings

TRIES = 200
_TIMES = {("AdminInitiateAuth", True): 0.14, ("AdminInitiateAuth", False): 0.12}
WRONG = "three wrong coats"
NEW = {"password": WRONG, "confirm": WRONG}


class Form(NamedTuple):
    """A form of the account pages, and what a stranger enters beside the address."""

    path: str
    page: str
    fields: dict[str, str]


LOG_IN = Form("/log-in", "/log-in", {"password": WRONG})
SIGN_UP = Form("/sign-up", "/sign-up", {})
FORGOTTEN = Form("/password/forgotten", "/password/forgotten", {})
RESEND = Form("/confirm/resend", "/confirm", {})
CONFIRM = Form("/confirm", "/confirm", {"code": "999999", **NEW})
RESET = Form("/password/reset", "/password/reset", {"code": "999999", **NEW})


class Stranger(Visitor):
    """Sends a form again and again, from one network address after the other."""

    def __init__(self, app: Flask, form: Form) -> None:
        super().__init__(app)
        found = TOKEN.search(self.get(form.page).text)
        assert found
        self.form, self.token = form, unescape(found[1])

    def try_address(self, email: str, number: int) -> float:
        """Send the form for an address. Return the seconds of processor time that it took."""
        data = {"email": email, "csrf_token": self.token, **self.form.fields}
        source = {"REMOTE_ADDR": f"198.51.{number // 250}.{number % 250}"}
        began = time.thread_time()
        self.client.post(self.form.path, base_url=self.base, data=data, environ_overrides=source)
        return time.thread_time() - began


@pytest.fixture
def cognito() -> TimedCognito:
    return TimedCognito(dict(_TIMES))


@pytest.fixture
def app(settings: Settings, services: Services, cognito: TimedCognito) -> Flask:
    """The app as on AWS: it sends account tasks to a queue."""
    sqs = boto3.client("sqs")
    cipher = TaskCipher(Accounts(cognito, POOL, CLIENT, SECRET))  # type: ignore[arg-type]
    tasks = QueuedTasks(sqs, sqs.create_queue(QueueName="accounts")["QueueUrl"], cipher)
    return create_app(settings, replace(services, account_tasks=tasks))


@pytest.fixture
def asked(
    app: Flask, cognito: TimedCognito, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[], list[str]]]:
    with calls_of_aws(monkeypatch, cognito) as since:
        yield since


def _make_accounts(app: Flask, cognito: TimedCognito) -> None:
    """Make an account in each state that a stranger may meet."""
    cognito.add_user("member@example.org", PASSWORD)
    # Its owner has logged in a moment ago: the counters of its tries and its site are there.
    assert Visitor(app).log_in("member@example.org").status_code == 302
    cognito.add_user("idle@example.org", PASSWORD)
    cognito.add_user("waiting@example.org", PASSWORD, confirmed=False)
    cognito.add_user("disabled@example.org", PASSWORD).enabled = False
    cognito.add_user("invited@example.org", PASSWORD).temporary = True


@pytest.mark.parametrize("form", [LOG_IN, SIGN_UP, FORGOTTEN, RESEND, CONFIRM, RESET], ids=lambda it: it.path)
def test_every_address_costs_the_same_calls_in_the_same_order(
    app: Flask, cognito: TimedCognito, asked: Callable[[], list[str]], form: Form
) -> None:
    _make_accounts(app, cognito)
    stranger = Stranger(app, form)
    # The first request also changes the stranger's own session.
    stranger.try_address("first@example.org", 0)
    asked()
    calls = {}
    for number, email in enumerate(("unknown@example.org", *cognito.users), start=1):
        stranger.try_address(email, number)
        calls[email] = asked()
    assert set(map(tuple, calls.values())) == {tuple(calls["unknown@example.org"])}, calls
    assert calls["unknown@example.org"]


def test_the_median_of_200_log_ins_does_not_reveal_an_account(
    app: Flask, cognito: TimedCognito, clock: Clock
) -> None:
    cognito.add_user("member@example.org", PASSWORD)
    stranger = Stranger(app, LOG_IN)
    seconds: dict[str, list[float]] = {"member@example.org": [], "unknown@example.org": []}
    for number in range(TRIES):
        # In turns, so that whatever else this machine does meets both.
        for email, taken in seconds.items():
            # Slowly enough for the limit of tries. Each request then extends the stranger's session.
            clock.advance(timedelta(minutes=1))
            before = cognito.taken
            own = stranger.try_address(email, number)
            taken.append(own + cognito.taken - before)
    known, unknown = (statistics.median(taken) for taken in seconds.values())
    assert abs(known - unknown) < 0.05


def test_no_page_waits_on_purpose_which_processor_time_would_not_show() -> None:
    # A worker that sleeps is one that a flood keeps from films.
    sources = list((ROOT / "webapp").rglob("*.py"))
    assert sources
    assert [path.name for path in sources if re.search(r"\bsleep\b", path.read_text())] == []
