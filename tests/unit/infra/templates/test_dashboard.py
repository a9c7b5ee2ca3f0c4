"""Each metric that the dashboard or an alarm shows is one that somebody sends."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from cxr.study import Status
from functions import classify
from webapp import drift_worker

Template = Callable[..., dict[str, Any]]
Metric = tuple[str, str]

OF_AWS = {
    "AWS/SQS": {"ApproximateNumberOfMessagesVisible", "ApproximateAgeOfOldestMessage"},
    "AWS/Lambda": {"ConcurrentExecutions", "Duration", "Errors", "Invocations", "Throttles"},
    "AWS/ApiGateway": {"4xx", "5xx", "Count", "Latency"},
    "AWS/DynamoDB": {
        *("ConsumedReadCapacityUnits", "ConsumedWriteCapacityUnits"),
        *("ReadThrottleEvents", "WriteThrottleEvents"),
    },
}
"""What AWS sends by itself, of each service as its documentation has it."""


def sent(template: Template) -> set[Metric]:
    """What our own code counts, and what is counted in its logs."""
    handler = (Path(classify.__file__).parent / "handler.py").read_text()
    counted = set(re.findall(r'_count\("(\w+)"', handler))
    counted |= {f"Films{status.capitalize()}" for status in Status}
    counted |= set(re.findall(r'add_metric\("(\w+)"', Path(drift_worker.__file__).read_text()))
    filters = [it for it in template("prod")["Resources"].values() if it["Type"] == "AWS::Logs::MetricFilter"]
    in_logs = {it["Properties"]["MetricTransformations"][0]["MetricName"] for it in filters}
    ours = {("Pneumoscope", name) for name in counted | in_logs}
    return ours | {(namespace, name) for namespace, names in OF_AWS.items() for name in names}


def widgets(template: Template) -> list[dict[str, Any]]:
    body = template("prod")["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    made: list[dict[str, Any]] = json.loads(body)["widgets"]
    return made


def watched(alarm: dict[str, Any]) -> Iterator[Metric]:
    if "Metrics" not in alarm:
        yield alarm["Namespace"], alarm["MetricName"]
    for part in alarm.get("Metrics", []):
        if "MetricStat" in part:
            yield part["MetricStat"]["Metric"]["Namespace"], part["MetricStat"]["Metric"]["MetricName"]


def test_every_metric_of_the_dashboard_is_sent(template: Template) -> None:
    shown = {tuple(metric[:2]) for it in widgets(template) for metric in it["properties"]["metrics"]}
    assert shown - sent(template) == set()


def test_every_metric_of_an_alarm_is_sent(template: Template) -> None:
    resources = template("prod")["Resources"].values()
    alarms = [it["Properties"] for it in resources if it["Type"] == "AWS::CloudWatch::Alarm"]
    assert {metric for alarm in alarms for metric in watched(alarm)} - sent(template) == set()


def test_the_dashboard_names_resources_of_the_stack(template: Template) -> None:
    resources = template("prod")["Resources"]
    body = template("prod")["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    named = {name.partition(".")[0] for name in re.findall(r"\$\{([^}]+)\}", body)}
    assert named - {"AWS::Region"} <= resources.keys()


def test_every_queue_of_films_is_on_the_dashboard(template: Template) -> None:
    body = template("prod")["Resources"]["Dashboard"]["Properties"]["DashboardBody"]["Fn::Sub"]
    queues = {n for n, it in template("prod")["Resources"].items() if it["Type"] == "AWS::SQS::Queue"}
    assert {queue for queue in queues - {"AccountsQueue"} if f"${{{queue}.QueueName}}" not in body} == set()


def test_no_widget_covers_another(template: Template) -> None:
    places = [(it["x"], it["y"]) for it in widgets(template)]
    assert len(set(places)) == len(places)
    assert all(it["x"] + it["width"] <= 24 for it in widgets(template))


def test_every_widget_says_how_it_counts(template: Template) -> None:
    for shown in (it["properties"] for it in widgets(template)):
        assert shown["title"]
        assert "stat" in shown or all("stat" in metric[-1] for metric in shown["metrics"])
