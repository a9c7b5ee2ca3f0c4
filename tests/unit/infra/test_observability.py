"""Operators hear of what goes wrong, of single films too."""

from collections.abc import Callable
from typing import Any

import pytest

from webapp import cognito_refusals

Template = Callable[[str], dict[str, Any]]


def alarms(template: Template) -> dict[str, Any]:
    resources = template("prod")["Resources"].items()
    return {name: it["Properties"] for name, it in resources if it["Type"] == "AWS::CloudWatch::Alarm"}


def test_every_alarm_is_sent_and_needs_no_more_than_one_event_a_minute(template: Template) -> None:
    for alarm in alarms(template).values():
        assert alarm["AlarmActions"] == [{"Ref": "AlarmTopic"}]
        assert alarm["ComparisonOperator"] == "GreaterThanThreshold"
        assert alarm["TreatMissingData"] == "notBreaching"


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


def test_mail_that_is_not_sent_is_counted_in_the_log_of_the_pages(template: Template) -> None:
    mails = template("prod")["Resources"]["MailsUnsentFilter"]["Properties"]
    assert mails["LogGroupName"] == {"Ref": "WebLogGroup"}
    assert mails["FilterPattern"] == f'{{ $.message = "{cognito_refusals.MAIL_NOT_SENT}" }}'
    counted, watched = mails["MetricTransformations"][0], alarms(template)["MailsUnsentAlarm"]
    assert (counted["MetricNamespace"], counted["MetricName"]) == (
        watched["Namespace"],
        watched["MetricName"],
    )
