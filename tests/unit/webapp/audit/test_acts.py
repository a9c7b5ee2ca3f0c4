"""Each act leaves exactly one event, which names no one but accounts."""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import timedelta

from flask import Flask

from cxr.audit_event import Act, Outcome
from tests.unit.webapp.audit.conftest import Trail
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import RESET_CODE, TEMPORARY_PASSWORD, FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.auth.steps.totp import STEP_SECONDS, code_at
from webapp.recording.audited_routes import AUDITED

EMAIL, COLLEAGUE, NEW = "member@example.org", "colleague@example.org", "Another-secret-9"

NO_ACT = {
    # Forms, and pages without films.
    *(
        "GET auth.home",
        "GET about.about",
        "GET about.reading",
        "GET api_description.show",
        "GET auth.sign_up",
        "GET auth.confirm",
        "GET auth.log_in",
    ),
    *("GET provider_log_in.start", "GET provider_log_in.authorize", "GET provider_log_in.join"),
    *("GET auth.logged_in", "GET log_in_steps.ask_code", "GET log_in_steps.new_password"),
    *(
        "GET log_in_steps.enrol",
        "GET password.forgotten",
        "GET password.reset",
        "GET account.show",
        "GET limits.show",
    ),
    *("GET credentials.change_password", "GET credentials.leave", "GET second_factor.set_up"),
    *("GET second_factor.new_codes", "GET second_factor.turn_off", "GET site_members.show"),
    # No one has an account yet.
    *("POST auth.sign_up", "POST auth.confirm", "POST auth.resend_code"),
    # Its list comes by another request.
    "GET studies.worklist",
    # The session itself, settings, and figures of many films.
    *("GET api.session_end", "GET verdict_api.reading", "GET verdicts.agreement", "GET site_films.show"),
    "GET calibration.show",
    "GET sites.show",
    # A synthetic film, of no patient.
    *("GET sample.show", "GET reports.sample"),
    # Of films whose list was sent.
    "POST list_api.thumbnails",
}


def test_every_request_is_an_act_or_known_to_be_none(app: Flask) -> None:
    requests = {
        f"{method} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    assert requests == AUDITED.keys() | NO_ACT
    assert not AUDITED.keys() & NO_ACT


Done = tuple[Callable[[], object], Act, Outcome]
GOOD, REFUSED = Outcome.SUCCESS, Outcome.REFUSED


def _acts_on_films(member: Visitor, study: str) -> Iterator[Done]:
    api = member.call
    yield lambda: api("POST", "/worklist", json={}), Act.LIST, GOOD
    yield lambda: api("GET", "/studies"), Act.LIST, GOOD
    yield lambda: api("POST", "/studies", json={"content_type": "image/png", "size": 1}), Act.UPLOAD, GOOD
    yield lambda: member.get(f"/studies/{study}"), Act.OPEN, GOOD
    yield lambda: member.get(f"/studies/{study}", headers={"Sec-Purpose": "prefetch;prerender"}), *_PREPARED
    ahead = {"X-Prefetch": "1"}
    yield lambda: api("GET", f"/studies/{study}", headers=ahead), Act.PREPARE, GOOD
    yield lambda: api("GET", f"/studies/{study}"), Act.IMAGES, GOOD
    yield lambda: api("GET", f"/studies/{study}/priors"), Act.PRIORS, GOOD
    yield lambda: api("GET", f"/studies/{study}/verdicts"), Act.READ_VERDICTS, GOOD
    yield lambda: api("POST", f"/studies/{study}/opinion"), Act.OPINION, GOOD
    verdict = {"verdict": "agree", "note": "as on the film of P-secret"}
    yield lambda: api("POST", f"/studies/{study}/verdicts", json=verdict), Act.VERDICT, GOOD
    # There is no preview in this test.
    yield lambda: member.get(f"/studies/{study}/report.pdf"), Act.REPORT, REFUSED
    yield lambda: api("GET", f"/studies/{study}/fhir"), Act.EXPORT, GOOD
    yield lambda: member.get("/agreement/verdicts-1.csv"), Act.EXPORT, GOOD
    yield lambda: member.get("/agreement/before-opinion.csv"), Act.EXPORT, REFUSED
    yield lambda: api("PATCH", f"/studies/{study}", json={"patient_ref": "P-secret-2"}), Act.EDIT, GOOD
    yield lambda: api("PATCH", f"/studies/{study}", json={"patient_ref": 7}), Act.EDIT, REFUSED
    yield lambda: api("DELETE", f"/studies/{study}"), Act.DELETE, GOOD
    yield lambda: member.get(f"/studies/{study}"), Act.OPEN, REFUSED
    yield lambda: member.get(f"/studies/{study}/audit"), Act.AUDIT, GOOD


_PREPARED = (Act.PREPARE, GOOD)


def _acts_on_accounts(member: Visitor, cognito: FakeCognito, clock: Clock) -> Iterator[Done]:
    def act(action: str, **fields: str) -> Callable[[], object]:
        return lambda: member.submit(f"/site/{action}", form_at="/site/", **fields)

    yield act("invite", email=COLLEAGUE, role="clinician"), Act.MEMBERSHIP, GOOD
    yield act("invite", email=COLLEAGUE, role="clinician"), Act.MEMBERSHIP, REFUSED
    sub = cognito.users[COLLEAGUE].sub
    yield act("invite-again", sub=sub), Act.MEMBERSHIP, GOOD
    yield act("role", sub=sub, role="reviewer"), Act.MEMBERSHIP, GOOD
    yield act("role", sub=cognito.users[EMAIL].sub, role="reviewer"), Act.MEMBERSHIP, REFUSED
    yield act("reset-second-factor", sub=sub), Act.MEMBERSHIP, GOOD
    yield act("remove", sub=sub), Act.MEMBERSHIP, GOOD
    yield act("second-factor", need="optional"), Act.SETTINGS, GOOD
    yield lambda: member.call("PUT", "/prevalence", json={"prevalence": 0.1}), Act.SETTINGS, GOOD
    yield lambda: member.call("DELETE", "/prevalence"), Act.SETTINGS, GOOD
    yield lambda: member.call("PUT", "/reading", json={"hotkeys": True}), Act.SETTINGS, GOOD
    for given, outcome in (("10", GOOD), ("lots", REFUSED)):
        yield (
            lambda given=given: member.submit("/account/prevalence", "/account/", prevalence=given),  # type: ignore[misc]
            Act.SETTINGS,
            outcome,
        )
    thresholds = {"model_version": "v-test", "negative_below": "20", "positive_from": "50"}
    yield lambda: member.submit("/site/thresholds/", "/site/", **thresholds), Act.SETTINGS, REFUSED
    for version, outcome in (("v-test", GOOD), ("another", REFUSED)):
        fields = {"model_version": version}
        yield (
            lambda fields=fields: member.submit("/site/thresholds/withdraw", "/site/", **fields),  # type: ignore[misc]
            Act.SETTINGS,
            outcome,
        )
    yield lambda: member.get("/account/export"), Act.EXPORT, GOOD
    yield lambda: member.submit("/limits/", version="v-test"), Act.ACCOUNT, GOOD
    yield lambda: member.submit("/studies/sample", "/studies/", shown="no"), Act.SETTINGS, GOOD
    yield lambda: member.submit("/limits/", "/account/", version="of another model"), Act.ACCOUNT, REFUSED
    yield lambda: member.submit("/account/sessions/end", "/account/", session_id="none"), Act.ACCOUNT, GOOD
    yield lambda: member.submit("/account/sessions/end-others", "/account/"), Act.ACCOUNT, GOOD
    clock.advance(timedelta(seconds=1))
    yield lambda: member.submit("/account/second-factor/", current=PASSWORD, code="000000"), *_WRONG
    secret = "".join(re.findall(r"<span>([A-Z2-7]{4})</span>", member.get("/account/second-factor/").text))
    code = code_at(secret, int(clock().timestamp()) // STEP_SECONDS)
    yield lambda: member.submit("/account/second-factor/", current=PASSWORD, code=code), Act.ACCOUNT, GOOD
    yield lambda: member.submit("/account/second-factor/codes", current=PASSWORD), Act.ACCOUNT, GOOD
    yield lambda: member.submit("/account/second-factor/off", current=PASSWORD), Act.ACCOUNT, GOOD
    yield lambda: member.submit("/account/second-factor/off", "/about"), Act.ACCOUNT, REFUSED
    for current, outcome in (("wrong", REFUSED), (PASSWORD, GOOD)):
        fields = {"current": current, "password": NEW, "confirm": NEW}
        yield lambda fields=fields: member.submit("/account/password", **fields), Act.ACCOUNT, outcome  # type: ignore[misc]
    yield lambda: member.get("/site/audit?act=log-in"), Act.AUDIT, GOOD
    yield lambda: member.get("/site/audit.csv"), Act.AUDIT, GOOD
    yield lambda: member.get("/site/audit?since=yesterday"), Act.AUDIT, REFUSED


_WRONG = (Act.ACCOUNT, REFUSED)


def _ways_in_and_out(app: Flask, member: Visitor) -> Iterator[Done]:
    other = Visitor(app)
    yield lambda: other.log_in(EMAIL, "Wrong-password-1"), Act.LOG_IN, REFUSED
    yield lambda: other.log_in(EMAIL, NEW), Act.LOG_IN, GOOD
    yield lambda: other.submit("/log-out", "/account/"), Act.LOG_OUT, GOOD
    yield lambda: other.submit("/password/forgotten", email=EMAIL), Act.RESET_CODE, GOOD
    for code, outcome in (("111111", REFUSED), (RESET_CODE, GOOD)):
        fields = {"email": EMAIL, "code": code, "password": PASSWORD, "confirm": PASSWORD}
        yield lambda fields=fields: other.submit("/password/reset", **fields), Act.RESET, outcome  # type: ignore[misc]
    yield lambda: member.log_in(EMAIL), Act.LOG_IN, GOOD
    yield lambda: member.submit("/log-out/everywhere", "/account/"), Act.LOG_OUT, GOOD
    yield lambda: member.log_in(EMAIL), Act.LOG_IN, GOOD
    yield lambda: member.submit("/account/leave", current=PASSWORD), Act.ACCOUNT, GOOD


def test_each_act_leaves_one_event_that_names_accounts_alone(
    app: Flask, member: Visitor, study_id: str, trail: Trail, cognito: FakeCognito, clock: Clock
) -> None:
    sub = cognito.users[EMAIL].sub
    before = len(trail())
    acts = (
        *(_acts_on_films(member, study_id), _acts_on_accounts(member, cognito, clock)),
        _ways_in_and_out(app, member),
    )
    for number, (do, act, outcome) in enumerate(done for each in acts for done in each):
        clock.advance(timedelta(seconds=2))
        do()
        events = trail()[before:]
        assert len(events) == 1, (number, act, events)
        assert (events[0].act, events[0].outcome, events[0].account) == (act, outcome, sub), events[0]
        assert events[0].source == "127.0.0.1"
        assert events[0].session or act in (Act.LOG_IN, Act.RESET, Act.RESET_CODE)
        before += 1
    assert {event.act for event in trail()} == set(Act)
    recorded = json.dumps([asdict(event) for event in trail()], default=str)
    for secret in (
        "example.org",
        "P-secret",
        PASSWORD,
        NEW,
        TEMPORARY_PASSWORD,
        RESET_CODE,
        "as on the film",
    ):
        assert secret not in recorded
