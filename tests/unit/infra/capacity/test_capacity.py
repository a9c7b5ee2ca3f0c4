"""The page on scaling says what the price file and the template say."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from functions import classify
from infra.capacity.__main__ import PAGE, page, spoken
from infra.capacity.estimate import estimate, load_prices
from infra.capacity.film import Usage, cost_once
from infra.capacity.limits import KEPT_SECONDS, limits, workers_for
from infra.capacity.standing import HELD, USED
from webapp import drift_worker

Template = Callable[..., dict[str, Any]]

BILLED = {
    "AWS::Lambda::Function": "Lambda",
    "AWS::S3::Bucket": "S3",
    "AWS::SQS::Queue": "SQS",
    "AWS::DynamoDB::Table": "DynamoDB",
    "AWS::Logs::LogGroup": "CloudWatch Logs",
}
"""What a film is billed for, by the kind of resource."""

NOT_BY_FILM = {
    "AWS::ApiGatewayV2::Api": "http_api_request",
    "AWS::ApiGatewayV2::Stage": "http_api_request",
    "AWS::Cognito::UserPool": "cognito_active_user",
    "AWS::CloudWatch::Alarm": "alarm_metric_month",
    "AWS::CloudWatch::Dashboard": "dashboard_month",
    "AWS::SecretsManager::Secret": "secret_month",
    "AWS::SNS::Topic": "alarm_mail",
    "AWS::SNS::Subscription": "alarm_mail",
    "AWS::Logs::MetricFilter": "custom_metric_month",
    "AWS::CloudFront::Distribution": "cloudfront_request",
    "AWS::CloudFront::Function": "cloudfront_function",
}
"""What is billed by page, by person or by month, and its price."""

PRICED_APART = {"AWS::CloudTrail::Trail", "AWS::Backup::BackupPlan"}
"""Options that the page prices in sentences of their own."""

FREE = (
    "Policy",
    "Role",
    "Permission",
    "Integration",
    "Route",
    "BackupSelection",
    "EventSourceMapping",
    "Client",
    "ResourceServer",
    "UserPoolIdentityProvider",
    "UserPoolDomain",
    "Events::Rule",
    "Budgets::Budget",
)
"""Endings of the kinds of resource that cost nothing by themselves."""


def test_the_page_is_the_one_that_the_command_writes() -> None:
    assert PAGE.read_text() == page(), "run python -m infra.capacity"


def test_every_kind_of_resource_has_a_price_or_a_reason_to_have_none(guarded: dict[str, Any]) -> None:
    kinds = {resource["Type"] for resource in guarded["Resources"].values()}
    unknown = {
        kind for kind in kinds - BILLED.keys() - NOT_BY_FILM.keys() - PRICED_APART if not kind.endswith(FREE)
    }
    assert unknown == set()
    assert set(BILLED.values()) == cost_once(Usage(), load_prices()).keys()
    assert set(NOT_BY_FILM.values()) == {item.price for item in (*HELD, *USED)}


def test_what_a_stage_has_is_counted_as_the_template_has_it(template: Template) -> None:
    resources = template("prod")["Resources"].values()
    of_kind = {
        kind: [it.get("Properties", {}) for it in resources if it["Type"] == kind] for kind in NOT_BY_FILM
    }
    watched = [alarm.get("Metrics", [{"MetricStat": alarm}]) for alarm in of_kind["AWS::CloudWatch::Alarm"]]
    handler = (Path(classify.__file__).parent / "handler.py").read_text()
    # By name, by how a film ends, and the cold start.
    counted = {*re.findall(r'_count\("(\w+)"', handler), "FilmsComplete", "FilmsRefused", "ColdStart"}
    counted |= set(re.findall(r'add_metric\("(\w+)"', Path(drift_worker.__file__).read_text()))
    assert {item.price: item.count for item in HELD} == {
        "alarm_metric_month": sum("MetricStat" in metric for alarm in watched for metric in alarm),
        "custom_metric_month": len(counted) + len(of_kind["AWS::Logs::MetricFilter"]),
        "dashboard_month": len(of_kind["AWS::CloudWatch::Dashboard"]),
        "secret_month": len(of_kind["AWS::SecretsManager::Secret"]),
    }


def test_a_film_is_priced_for_the_memory_that_its_function_has(template: Template) -> None:
    function = template("prod")["Resources"]["ClassifyLambdaFunction"]["Properties"]
    assert Usage().lambda_gigabytes == function["MemorySize"] / 1024


def test_a_lane_keeps_announcements_as_long_as_the_page_says(template: Template) -> None:
    lane = template("prod")["Resources"]["InboxQueue"]["Properties"]
    assert lane["MessageRetentionPeriod"] == KEPT_SECONDS


def test_the_runbook_says_how_many_films_one_site_may_write() -> None:
    runbook = (PAGE.parent / "operations.md").read_text()
    assert f"one site may write about {limits(1000)[0].films_a_second:.0f} films a second" in runbook


def test_the_price_file_says_when_and_where_its_prices_were_so() -> None:
    prices = load_prices()
    assert date.fromisoformat(prices.as_of) <= datetime.now(UTC).date()
    assert prices.region
    assert all(dollars > 0 for dollars in prices.dollars.values())


def test_twice_the_films_take_twice_the_time_and_money() -> None:
    once, twice = (estimate(films, films * 1000, 2, load_prices()) for films in (1000, 2000))
    assert twice.reading == 2 * once.reading
    assert twice.once == pytest.approx(2 * once.once)
    assert twice.results == pytest.approx(2 * once.results)


def test_more_workers_than_a_partition_takes_make_one_site_no_faster() -> None:
    assert limits(2)[0].name == "2 workers"
    assert limits(1000)[0].name == "one site's partition"
    assert estimate(10**6, 0, 1000, load_prices()).reading == estimate(10**6, 0, 500, load_prices()).reading


@pytest.mark.parametrize(("films", "seconds", "expected"), [(1, 60, 1), (10**8, KEPT_SECONDS, 35), (0, 1, 1)])
def test_enough_workers_are_counted_for_a_time(films: int, seconds: float, expected: int) -> None:
    assert workers_for(films, seconds) == expected


@pytest.mark.parametrize(
    ("seconds", "expected"), [(40, "40 s"), (1500, "25 min"), (150_000, "41.7 h"), (15 * 10**6, "173.6 days")]
)
def test_spans_are_said_as_people_say_them(seconds: int, expected: str) -> None:
    assert spoken(timedelta(seconds=seconds)) == expected
