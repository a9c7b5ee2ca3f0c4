"""Somebody of two sites acts in one of them. Nothing of the other is seen or changed."""

import re
from datetime import timedelta
from html import unescape
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask
from ulid import ULID

from cxr.study import Status, Study
from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.pool_keys import PoolKeys, access_token
from tests.unit.webapp.support.route_rows import TABLE
from tests.unit.webapp.support.two_sites import PERSON, TwoSites
from tests.unit.webapp.support.visitor import Visitor
from webapp.services import Services

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

ANOTHER_SITE = "This page belongs to another site"


def _study(services: Services, site: str) -> str:
    now = services.clock()
    study = Study(site, str(ULID()), Status.AWAITING_UPLOAD, now, now)
    services.studies.create(study)
    return study.study_id


def _status(visitor: Visitor, route: str, study_id: str) -> int:
    method, path = route.split(" ")
    found = re.search(r'csrf-token" content="([^"]+)"', visitor.get("/about").text)
    assert found
    return visitor.client.open(
        path.replace("<study_id>", study_id),
        method=method,
        base_url=visitor.base,
        headers={"X-CSRFToken": unescape(found[1])},
    ).status_code


def test_who_acts_in_one_site_is_a_stranger_to_studies_of_the_other(
    two_sites: TwoSites, services: Services
) -> None:
    of_studies = {route: row for route, row in TABLE.items() if "<study_id>" in route}
    assert len(of_studies) > 10
    for acting, other in ((two_sites.first, two_sites.second), (two_sites.second, two_sites.first)):
        two_sites.enter(acting)
        found = {route: _status(two_sites.person, route, _study(services, other)) for route in of_studies}
        # A clinician of the second site may not read who opened a study.
        expected = {route: row.foreigner for route, row in of_studies.items()}
        if acting == two_sites.second:
            expected["GET /studies/<study_id>/audit"] = 403
        assert found == expected


def test_the_role_is_that_of_the_site(two_sites: TwoSites) -> None:
    assert two_sites.person.get("/site/").status_code == 200
    two_sites.enter(two_sites.second)
    assert two_sites.person.get("/site/").status_code == 403
    assert two_sites.acting_in() == two_sites.second


def test_log_in_asks_for_the_site_and_begins_with_the_last(app: Flask, two_sites: TwoSites) -> None:
    two_sites.enter(two_sites.second)
    later = Visitor(app)
    assert later.log_in(PERSON).location == "/sites/"
    page = later.get("/sites/").text
    assert page.index(two_sites.second) < page.index(two_sites.first)
    assert f'data-site="{two_sites.second}"' in page


def test_each_session_stays_in_its_site(app: Flask, two_sites: TwoSites) -> None:
    other = Visitor(app)
    other.log_in(PERSON)
    two_sites.enter(two_sites.second)
    assert f'data-site="{two_sites.first}"' in other.get("/about").text


def test_a_page_of_another_site_changes_nothing(two_sites: TwoSites, services: Services) -> None:
    person, token = two_sites.person, {}
    for site in (two_sites.first, two_sites.second):
        two_sites.enter(site)
        found = re.search(r'csrf-token" content="([^"]+)"', person.get("/about").text)
        assert found
        token[site] = unescape(found[1])
    data = {"csrf_token": token[two_sites.first], "prevalence": "10"}
    refused = person.client.post("/account/prevalence", base_url=person.base, data=data)
    assert refused.status_code == 409
    assert ANOTHER_SITE in refused.text
    study = {"content_type": "image/png", "size": 1}
    for headers in ({"X-CSRFToken": token[two_sites.first]}, {"X-Site": two_sites.first}):
        answer = person.call("POST", "/studies", json=study, csrf="X-Site" in headers, headers=headers)
        assert answer.status_code == 409
        assert ANOTHER_SITE in answer.json["detail"]
    assert (
        person.call("GET", "/session", headers={"X-Site": two_sites.first}).json["site"] == two_sites.second
    )
    for site in (two_sites.first, two_sites.second):
        assert services.studies.page(site, None, limit=5).studies == ()
    assert [it.prevalence for it in services.members.of_account(two_sites.sub)] == [None, None]
    two_sites.enter(two_sites.first)
    assert person.client.post("/account/prevalence", base_url=person.base, data=data).status_code == 302


def test_settings_belong_to_the_site_or_to_the_person(two_sites: TwoSites, services: Services) -> None:
    two_sites.enter(two_sites.second)
    two_sites.person.call("PUT", "/prevalence", json={"prevalence": 0.25})
    two_sites.person.call("PUT", "/reading", json={"film_first": True, "hotkeys": True})
    two_sites.person.submit("/limits/", version="v-test")
    first, second = services.members.of_account(two_sites.sub)
    assert (first.prevalence, first.film_first) == (None, None)
    assert (second.prevalence, second.film_first) == (0.25, True)
    assert [(it.hotkeys, it.limits_version) for it in (first, second)] == [(True, "v-test")] * 2


def test_a_removal_ends_access_to_that_site_alone(
    two_sites: TwoSites, services: Services, clock: Clock
) -> None:
    two_sites.enter(two_sites.second)
    clock.advance(timedelta(seconds=1))
    two_sites.remove()
    study_id = _study(services, two_sites.second)
    answer = two_sites.person.get(f"/studies/{study_id}")
    assert answer.status_code == 404
    assert f"do not belong to the site {two_sites.second} any more" in answer.text
    assert two_sites.acting_in() == two_sites.first
    assert two_sites.person.get("/site/").status_code == 200
    assert PERSON not in two_sites.administrator.get("/site/").text
    two_sites.enter(two_sites.second)
    assert two_sites.acting_in() == two_sites.first


def test_a_removal_from_the_first_site_leaves_the_second(
    two_sites: TwoSites, services: Services, clock: Clock
) -> None:
    services.site_members.add("colleague", two_sites.first, "site_admin")
    services.site_members.change_role(two_sites.first, two_sites.sub, "clinician")
    assert services.site_members.remove(two_sites.first, two_sites.sub, clock())
    assert two_sites.acting_in() == two_sites.second
    two_sites.remove()
    assert two_sites.person.get("/studies/").status_code == 302
    assert services.members.of_account(two_sites.sub) == []


def test_the_last_administrator_stays_in_each_site(two_sites: TwoSites, services: Services) -> None:
    services.site_members.change_role(two_sites.second, two_sites.sub, "site_admin")
    services.site_members.change_role(two_sites.second, two_sites.administrator_sub, "clinician")
    assert two_sites.person.get("/account/leave").location == "/sites/"
    assert f"last administrator of the site {two_sites.second}" in two_sites.person.get("/sites/").text
    two_sites.administrator.submit("/site/role", "/account/", sub=two_sites.sub, role="clinician")
    roles = {it.role for it in services.site_members.of_site(two_sites.second)}
    assert roles == {"site_admin", "clinician"}


def test_leaving_ends_every_membership(two_sites: TwoSites, services: Services) -> None:
    two_sites.person.submit("/account/leave", current="Correct-horse-1")
    assert services.members.of_account(two_sites.sub) == []
    assert [it.sub for it in services.site_members.of_site(two_sites.second)] == [two_sites.administrator_sub]
    assert services.site_members.of_site(two_sites.first) == []


def test_no_administrator_of_one_site_takes_a_shared_second_factor(
    two_sites: TwoSites, members_table: "Table"
) -> None:
    members_table.update_item(
        Key={"sub": two_sites.sub},
        UpdateExpression="SET totp = :secret",
        ExpressionAttributeValues={":secret": b"encrypted"},
    )
    two_sites.administrator.submit("/site/reset-second-factor", "/site/", sub=two_sites.sub)
    assert "Only the operator" in two_sites.administrator.get("/site/").text
    assert "totp" in members_table.get_item(Key={"sub": two_sites.sub})["Item"]


def test_a_token_acts_in_the_site_that_it_names(
    app: Flask, two_sites: TwoSites, services: Services, pool_keys: PoolKeys
) -> None:
    bearer = {"Authorization": f"Bearer {access_token(pool_keys, sub=two_sites.sub)}"}
    two_sites.enter(two_sites.second)

    def status(site: str, **headers: str) -> int:
        study_id, program = _study(services, site), Visitor(app)
        path = f"/studies/{study_id}"
        return program.call("GET", path, csrf=False, headers=bearer | headers).status_code

    assert status(two_sites.second) == 200, "the site last used"
    assert status(two_sites.first) == 404
    assert status(two_sites.first, **{"X-Site": two_sites.first}) == 200
    assert status(two_sites.second, **{"X-Site": "site-of-others"}) == 409


@pytest.mark.parametrize("place", ["first", "second"])
def test_a_request_reads_one_item_of_the_members_once(
    two_sites: TwoSites, members_table: "Table", monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    two_sites.enter(getattr(two_sites, place))
    reads: list[Any] = []
    get_item = members_table.get_item

    def noted(**call: Any) -> Any:
        reads.append(call)
        return get_item(**call)

    monkeypatch.setattr(members_table, "get_item", noted)
    assert two_sites.person.call("GET", "/session", csrf=False).status_code == 200
    assert reads == [{"Key": {"sub": two_sites.sub}, "ConsistentRead": True}]


def test_a_session_of_the_release_before_goes_on_in_its_site(
    two_sites: TwoSites, sessions_table: "Table"
) -> None:
    (item,) = [it for it in sessions_table.scan()["Items"] if it.get("sub") == two_sites.sub]
    data = re.sub(r'"(site|page_key)":"[^"]*",?', "", str(item["data"])).replace(",}", "}")
    sessions_table.put_item(Item=item | {"data": data})
    assert two_sites.acting_in() == two_sites.first
