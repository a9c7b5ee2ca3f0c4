"""Who gets what on every route, by the rows of support/route_rows.py."""

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from flask import Flask
from ulid import ULID

from cxr.storage.sites.member_item import Member
from cxr.storage.sites.roles import CLINICIAN, PROGRAM, REVIEWER
from cxr.study import Status, Study
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.pool_keys import PoolKeys, access_token
from tests.unit.webapp.support.route_rows import TABLE, Row
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.aws.access_tokens import READ_SCOPE
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


def _routes(app: Flask) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in app.url_map.iter_rules()
        if rule.endpoint != "static"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_every_route_has_a_row_and_every_row_a_route(app: Flask) -> None:
    assert _routes(app) == TABLE.keys()


class _People:
    """One visitor of each kind, in the order of a row."""

    def __init__(self, app: Flask, cognito: FakeCognito, services: Services, number: int) -> None:
        foreigner, administrator, clinician, disabled = (
            f"{kind}-{number}@example.org" for kind in ("foreigner", "administrator", "clinician", "disabled")
        )
        people = {email: _signed_in(app, cognito, email) for email in (foreigner, administrator, disabled)}
        self.site = _member(services, cognito, administrator).site
        sub = cognito.add_user(clinician, PASSWORD).sub
        services.site_members.add(sub, self.site, CLINICIAN)
        people[clinician] = _session(app, clinician, sub)
        services.members.remove(cognito.users[disabled].sub, services.clock() + timedelta(seconds=1))
        self.visitors = [Visitor(app), *(people[email] for email in (foreigner, clinician, administrator))]
        self.visitors.append(people[disabled])


def _ask(visitor: Visitor, route: str, study_id: str, headers: dict[str, str] | None = None) -> int:
    """Send a request with a CSRF token and without any content."""
    method, path = route.split(" ")
    token = None
    if path.startswith("/api/") and method != "GET":
        # Pages are not checked in this test. The API checks by itself.
        token = re.search(r'csrf-token" content="([^"]+)"', visitor.get("/about").text)
    answer = visitor.client.open(
        path.replace("<study_id>", study_id).replace("<int:part>", "1"),
        method=method,
        base_url=visitor.base,
        headers=(headers or {}) | ({"X-CSRFToken": token[1]} if token else {}),
    )
    return answer.status_code


def test_a_route_answers_each_kind_of_visitor_by_its_row(
    app: Flask, cognito: FakeCognito, services: Services
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    found, people = {}, _People(app, cognito, services, 0)
    for number, route in enumerate(TABLE, start=1):
        if not route.startswith("GET"):
            # Such a request may end a session or delete what it is about.
            people = _People(app, cognito, services, number)
        studies = [_new_study(services, people.site) if "<" in route else "" for _ in people.visitors]
        asked = zip(people.visitors, studies, strict=True)
        found[route] = Row(*(_ask(visitor, route, study_id) for visitor, study_id in asked))
    assert found == TABLE


def test_a_token_that_may_only_read_changes_nothing_and_opens_no_page(
    app: Flask, services: Services, members_table: "Table", pool_keys: PoolKeys
) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    members_table.put_item(Item={"sub": "a-program", "site": "site-a", "role": PROGRAM})
    token = access_token(pool_keys, sub="a-program", client_id="a-program", scope=READ_SCOPE)
    found, expected = {}, {}
    for route, row in TABLE.items():
        study_id = _new_study(services, "site-a")
        found[route] = _ask(Visitor(app), route, study_id, {"Authorization": f"Bearer {token}"})
        expected[route] = _of_a_reading_token(route, row)
    assert found == expected


def _of_a_reading_token(route: str, row: Row) -> int:
    method, path = route.split(" ")
    if path == "/api/v1/session":
        # A token has none.
        return 404
    if not path.startswith("/api/"):
        return row.stranger
    reads = method == "GET" or path in ("/api/v1/worklist", "/api/v1/thumbnails")
    return row.clinician if reads else 403


def test_a_reviewer_sees_what_a_clinician_sees(app: Flask, cognito: FakeCognito, services: Services) -> None:
    app.config["WTF_CSRF_ENABLED"] = False
    people = _People(app, cognito, services, 0)
    sub = cognito.add_user("reviewer@example.org", PASSWORD).sub
    services.site_members.add(sub, people.site, REVIEWER)
    reviewer, study_id = _session(app, "reviewer@example.org", sub), _new_study(services, people.site)
    shown = {route: row.clinician for route, row in TABLE.items() if route.startswith("GET")}
    assert {route: _ask(reviewer, route, study_id) for route in shown} == shown


def _member(services: Services, cognito: FakeCognito, email: str) -> Member:
    member = services.members.find(cognito.users[email].sub, services.clock())
    assert member
    return member


def _new_study(services: Services, site: str) -> str:
    now = services.clock()
    study = Study(site, str(ULID()), Status.AWAITING_UPLOAD, now, now)
    services.studies.create(study)
    return study.study_id


def _signed_in(app: Flask, cognito: FakeCognito, email: str) -> Visitor:
    return _session(app, email, cognito.add_user(email, PASSWORD).sub)


def _session(app: Flask, email: str, sub: str) -> Visitor:
    visitor = Visitor(app)
    visitor.sign_in(email, sub)
    return visitor
