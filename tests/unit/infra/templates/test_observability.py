"""Operators hear of what goes wrong, of single films too."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from webapp.aws import user_pool_errors

Template = Callable[..., dict[str, Any]]

RUNBOOK = Path(__file__).parents[4] / "docs" / "operations.md"


def alarms(template: Template) -> dict[str, Any]:
    """All alarms of a stage, with those that an option adds."""
    copies = "arn:aws:backup:eu-west-1:123456789012:backup-vault:pneumoscope-prod"
    resources = template("prod", "backupDays=35", f"backupCopyVault={copies}")["Resources"].items()
    return {name: it["Properties"] for name, it in resources if it["Type"] == "AWS::CloudWatch::Alarm"}


def test_every_alarm_is_sent_and_rings_for_what_happens(template: Template) -> None:
    for name, alarm in alarms(template).items():
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        rings_for = (alarm["ComparisonOperator"], alarm["TreatMissingData"])
        of_silence = name in ("NoFilmsAlarm", "BackupsMissingAlarm", "CopiesMissingAlarm")
        silence, presence = ("LessThanThreshold", "breaching"), ("GreaterThanThreshold", "notBreaching")
        assert rings_for == (silence if of_silence else presence)


def test_silence_is_an_alarm_only_where_a_number_of_hours_is_given(template: Template) -> None:
    off, on = template("prod"), template("prod", "silenceHours=12")
    assert [made["Parameters"]["SilenceHours"]["Default"] for made in (off, on)] == [0, 12]
    condition = off["Resources"]["NoFilmsAlarm"]["Condition"]
    assert off["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "SilenceHours"}, 0]}]}
    assert alarms(template)["NoFilmsAlarm"]["EvaluationPeriods"] == {"Ref": "SilenceHours"}


@pytest.mark.parametrize(
    ("alarm", "function"),
    [("ClassifyNearTimeoutAlarm", "ClassifyLambdaFunction"), ("WebNearTimeoutAlarm", "WebLambdaFunction")],
)
def test_operators_hear_of_a_worker_that_nearly_ran_out_of_time(
    template: Template, alarm: str, function: str
) -> None:
    watched = alarms(template)[alarm]
    timeout = template("prod")["Resources"][function]["Properties"]["Timeout"]
    assert (watched["MetricName"], watched["Statistic"]) == ("Duration", "Maximum")
    assert watched["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": function}}]
    assert watched["Threshold"] == pytest.approx(0.8 * timeout * 1000)


def test_slow_pages_are_noticed_by_their_95th_percentile(template: Template) -> None:
    watched = alarms(template)["PagesSlowAlarm"]
    assert (watched["MetricName"], watched["ExtendedStatistic"]) == ("Latency", "p95")
    assert "Statistic" not in watched


def test_four_fifths_of_the_accounts_concurrency_ring(template: Template) -> None:
    made = template("prod", "accountConcurrency=1000")["Resources"]["ConcurrencyAlarm"]["Properties"]
    assert made["Metrics"][0]["Expression"] == "100 * running / 1000"
    assert made["Threshold"] == 80


def test_a_day_of_films_outside_the_population_rings(template: Template) -> None:
    watched = alarms(template)["FilmsOutOfPopulationAlarm"]
    share, *parts = watched["Metrics"]
    # A few films are no trend.
    assert share["Expression"] == "IF(complete >= 20, 100 * FILL(outside, 0) / complete, 0)"
    metrics = {part["Id"]: part["MetricStat"]["Metric"]["MetricName"] for part in parts}
    assert metrics == {"complete": "FilmsComplete", "outside": "FilmsOutOfPopulation"}
    assert {part["MetricStat"]["Period"] for part in parts} == {86400}
    assert (watched["ComparisonOperator"], watched["Threshold"]) == ("GreaterThanThreshold", 50)


def test_throttles_of_each_table_ring_an_alarm_of_its_name(template: Template) -> None:
    resources = template("prod")["Resources"]
    tables = [name for name, it in resources.items() if it["Type"] == "AWS::DynamoDB::Table"]
    assert tables
    for table in tables:
        alarm = alarms(template)[table.removesuffix("Table") + "ThrottledAlarm"]
        computed, *parts = alarm["Metrics"]
        metrics = [part["MetricStat"]["Metric"] for part in parts]
        assert {metric["MetricName"] for metric in metrics} == {"ReadThrottleEvents", "WriteThrottleEvents"}
        assert all(it["Dimensions"] == [{"Name": "TableName", "Value": {"Ref": table}}] for it in metrics)
        assert all(f"FILL({part['Id']}, 0)" in computed["Expression"] for part in parts)


def test_no_alarm_computes_with_more_metrics_than_cloudwatch_takes(template: Template) -> None:
    computing = [it["Metrics"] for it in alarms(template).values() if "Metrics" in it]
    assert max(sum("MetricStat" in metric for metric in metrics) for metrics in computing) <= 10


def test_failed_log_ins_are_counted_in_the_access_log(template: Template) -> None:
    resources = template("prod")["Resources"]
    counted, watched = resources["LogInsFailedFilter"]["Properties"], alarms(template)["LogInsFailAlarm"]
    assert counted["LogGroupName"] == {"Ref": "HttpApiLogGroup"}
    assert '$.routeKey = "POST /log-in"' in counted["FilterPattern"]
    logged = json.loads(resources["HttpApiStage"]["Properties"]["AccessLogSettings"]["Format"])
    assert set(re.findall(r"\$\.(\w+)", counted["FilterPattern"])) <= logged.keys()
    assert counted["MetricTransformations"][0]["MetricName"] == watched["MetricName"]


def test_each_alarm_has_a_row_of_the_runbook_and_each_row_an_alarm(template: Template) -> None:
    rows = [line.split("|") for line in RUNBOOK.read_text().splitlines() if line.startswith("| `")]
    documented = [name for row in rows for name in re.findall(r"`(\w+Alarm)`", row[1])]
    assert sorted(documented) == sorted(alarms(template))


def test_alarms_are_mailed_to_the_address_that_is_given(template: Template) -> None:
    made = template("prod", "alarmMail=on-call@example.org")
    subscription = made["Resources"]["AlarmMailSubscription"]
    assert subscription["Properties"] == {
        "TopicArn": {"Ref": "AlarmTopic"},
        "Protocol": "email",
        "Endpoint": {"Ref": "AlarmMail"},
    }
    assert made["Parameters"]["AlarmMail"]["Default"] == "on-call@example.org"


@pytest.mark.parametrize("stage", ["local", "dev", "prod"])
def test_nothing_is_subscribed_where_no_address_is_given(template: Template, stage: str) -> None:
    made = template(stage)
    condition = made["Resources"]["AlarmMailSubscription"]["Condition"]
    assert made["Conditions"][condition] == {"Fn::Not": [{"Fn::Equals": [{"Ref": "AlarmMail"}, ""]}]}
    assert made["Parameters"]["AlarmMail"]["Default"] == ""


@pytest.mark.parametrize(
    ("given", "expected"),
    [("", True), ("on-call@example.org", True), ("example.org", False), ("a@b.org, c@d.org", False)],
)
def test_cloudformation_takes_one_address_or_none(template: Template, given: str, expected: bool) -> None:
    pattern = template("prod")["Parameters"]["AlarmMail"]["AllowedPattern"]
    assert bool(re.fullmatch(pattern, given)) is expected


@pytest.mark.parametrize("alarm", ["FilmsFailAlarm", "ClassifyErrorsAlarm"])
def test_a_single_film_that_fails_again_and_again_raises_the_alarm(template: Template, alarm: str) -> None:
    resources, properties = template("prod")["Resources"], alarms(template)[alarm]
    between = resources["UploadsQueue"]["Properties"]["VisibilityTimeout"]
    window = properties["Period"] * properties["EvaluationPeriods"]
    assert properties["DatapointsToAlarm"] * between <= window
    assert (
        properties["DatapointsToAlarm"]
        < resources["UploadsQueue"]["Properties"]["RedrivePolicy"]["maxReceiveCount"]
    )


@pytest.mark.parametrize(
    ("alarm", "metric", "function"),
    [
        ("ClassifyErrorsAlarm", "Errors", "ClassifyLambdaFunction"),
        ("WebErrorsAlarm", "Errors", "WebLambdaFunction"),
        ("ClassifyThrottledAlarm", "Throttles", "ClassifyLambdaFunction"),
        ("ReportErrorsAlarm", "Errors", "ReportLambdaFunction"),
        ("TokensErrorsAlarm", "Errors", "TokensFunction"),
        ("DriftErrorsAlarm", "Errors", "DriftLambdaFunction"),
        ("WebThrottledAlarm", "Throttles", "WebLambdaFunction"),
    ],
)
def test_functions_that_die_or_are_held_back_are_noticed(
    template: Template, alarm: str, metric: str, function: str
) -> None:
    properties = alarms(template)[alarm]
    assert (properties["Namespace"], properties["MetricName"]) == ("AWS/Lambda", metric)
    assert properties["Dimensions"] == [{"Name": "FunctionName", "Value": {"Ref": function}}]


def test_pages_that_fail_are_noticed(template: Template) -> None:
    properties = alarms(template)["PagesFailAlarm"]
    assert (properties["Namespace"], properties["MetricName"]) == ("AWS/ApiGateway", "5xx")
    assert properties["Dimensions"] == [{"Name": "ApiId", "Value": {"Ref": "HttpApi"}}]


@pytest.mark.parametrize(
    ("alarm", "metric"),
    [
        ("ObjectsPassedOverAlarm", "ObjectsPassedOver"),
        ("FilmsOfNobodyAlarm", "FilmsUnassigned"),
        ("MessagesDroppedAlarm", "MessagesDropped"),
    ],
)
def test_one_film_that_is_put_wrongly_is_enough(template: Template, alarm: str, metric: str) -> None:
    properties = alarms(template)[alarm]
    assert (properties["MetricName"], properties["Threshold"], properties["EvaluationPeriods"]) == (
        metric,
        0,
        1,
    )
    assert {"Name": "service", "Value": "classify"} in properties["Dimensions"]


def test_unsent_mail_is_counted_in_the_log_of_the_function_that_sends_it(template: Template) -> None:
    mails = template("prod")["Resources"]["MailsUnsentFilter"]["Properties"]
    assert mails["LogGroupName"] == {"Ref": "AccountsLogGroup"}
    assert mails["FilterPattern"] == f'{{ $.message = "{user_pool_errors.MAIL_NOT_SENT}" }}'
    counted, watched = mails["MetricTransformations"][0], alarms(template)["MailsUnsentAlarm"]
    assert (counted["MetricNamespace"], counted["MetricName"]) == (
        watched["Namespace"],
        watched["MetricName"],
    )


def test_account_tasks_that_wait_are_noticed_before_they_are_forgotten(template: Template) -> None:
    alarm, queue = alarms(template)["AccountTasksWaitAlarm"], template("prod")["Resources"]["AccountsQueue"]
    assert alarm["Dimensions"] == [
        {"Name": "QueueName", "Value": {"Fn::GetAtt": ["AccountsQueue", "QueueName"]}}
    ]
    assert alarm["Threshold"] < queue["Properties"]["MessageRetentionPeriod"] / 2
