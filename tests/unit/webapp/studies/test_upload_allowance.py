"""An account sends no more in a day than it may, and learns when it may send again."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from flask import Flask

from tests.unit.webapp.support.clock import Clock
from tests.unit.webapp.support.fake_cognito import FakeCognito
from tests.unit.webapp.support.visitor import PASSWORD, Visitor
from webapp.app import create_app
from webapp.aws.limits.upload_allowance import UploadAllowance, UploadLimits
from webapp.errors import AllowanceUsed
from webapp.services import Services
from webapp.settings import Settings

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
BODY = {"content_type": "image/jpeg", "size": 1000}


@pytest.fixture
def app(settings: Settings, services: Services, sessions_table: "Table") -> Flask:
    """An app whose accounts may send two films a day, of 2,500 bytes together."""
    allowance = UploadAllowance(sessions_table, UploadLimits(films=2, size=2500, films_of_site=100))
    return create_app(settings, replace(services, allowance=allowance))


def send(member: Visitor, **changes: Any) -> Any:
    return member.call("POST", "/studies", json={**BODY, **changes})


def test_the_film_beyond_the_limit_is_answered_with_a_sentence_and_a_time(
    member: Visitor, clock: Clock
) -> None:
    assert [send(member).status_code for _ in range(3)] == [201, 201, 429]
    refused = send(member)
    assert refused.mimetype == "application/problem+json"
    assert "has sent what it may send in a day (2 films" in refused.json["detail"]
    seconds = int(refused.headers["Retry-After"])
    midnight = clock() + timedelta(seconds=seconds)
    assert (midnight.hour, midnight.minute) == (0, 0)
    assert 0 < seconds <= 24 * 60 * 60


def test_bytes_count_too(member: Visitor) -> None:
    assert [send(member, size=size).status_code for size in (2000, 501, 500)] == [201, 429, 201]


def test_a_refused_film_makes_no_study(member: Visitor) -> None:
    for _ in range(3):
        send(member)
    assert len(member.get("/api/v1/studies").json["studies"]) == 2


def test_another_account_of_the_site_has_a_limit_of_its_own(
    app: Flask, member: Visitor, cognito: FakeCognito
) -> None:
    for _ in range(3):
        send(member)
    cognito.add_user("colleague@example.org", PASSWORD)
    colleague = Visitor(app)
    colleague.log_in("colleague@example.org")
    assert send(colleague).status_code == 201


def test_the_next_day_begins_at_nothing(sessions_table: "Table") -> None:
    allowance = UploadAllowance(sessions_table, UploadLimits(films=1, size=10, films_of_site=100))
    allowance.take("sub", "site", 1, NOON)
    with pytest.raises(AllowanceUsed) as refused:
        allowance.take("sub", "site", 1, NOON)
    assert refused.value.renewed_in == timedelta(hours=12)
    allowance.take("sub", "site", 1, NOON + timedelta(hours=12))


def test_a_count_expires_by_itself(sessions_table: "Table") -> None:
    UploadAllowance(sessions_table, UploadLimits(films=1, size=10, films_of_site=100)).take(
        "sub", "site", 1, NOON
    )
    ends = {item["expires_at"] for item in sessions_table.scan()["Items"]}
    hour, midnight = datetime(2026, 11, 28, 13, tzinfo=UTC), datetime(2026, 11, 29, tzinfo=UTC)
    assert ends == {int(hour.timestamp()), int(midnight.timestamp())}


def test_a_table_that_does_not_answer_is_no_limit_that_was_reached(sessions_table: "Table") -> None:
    allowance = UploadAllowance(sessions_table, UploadLimits(films=1, size=10, films_of_site=100))
    sessions_table.delete()
    with pytest.raises(Exception, match="ResourceNotFound"):
        allowance.take("sub", "site", 1, NOON)


def test_a_flood_at_one_site_leaves_another_site_served(
    settings: Settings, services: Services, sessions_table: "Table", cognito: FakeCognito
) -> None:
    limits = UploadLimits(films=100, size=2500_000, films_of_site=3)
    app = create_app(settings, replace(services, allowance=UploadAllowance(sessions_table, limits)))
    people = []
    for email in ("flood@example.org", "calm@example.org"):
        cognito.add_user(email, PASSWORD)
        people.append(Visitor(app))
        people[-1].log_in(email)
    assert [send(people[0]).status_code for _ in range(4)] == [201, 201, 201, 429]
    refused = send(people[0])
    assert "This site has sent what it may send in an hour (3 films)." in refused.json["detail"]
    assert 0 < int(refused.headers["Retry-After"]) <= 60 * 60
    assert send(people[1]).status_code == 201
