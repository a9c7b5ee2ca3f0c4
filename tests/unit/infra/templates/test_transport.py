"""Messages travel encrypted to queues and to the topic of alarms, and alarms still reach the topic."""

import json
from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[..., dict[str, Any]]
QUEUES = ("UploadsQueue", "InboxQueue", "DeadLetterQueue", "AccountsQueue")


@pytest.mark.parametrize("queue", QUEUES)
@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_no_queue_answers_without_tls(template: Template, stage: str, queue: str) -> None:
    policies = [
        it["Properties"]
        for it in template(stage)["Resources"].values()
        if it["Type"] == "AWS::SQS::QueuePolicy" and {"Ref": queue} in it["Properties"]["Queues"]
    ]
    # Of two policies, the queue would have the one that came last.
    assert [policy["Queues"] for policy in policies] == [[{"Ref": queue}]]
    (denied,) = [it for it in policies[0]["PolicyDocument"]["Statement"] if it["Effect"] == "Deny"]
    assert denied == {
        "Sid": "TlsOnly",
        "Effect": "Deny",
        "Principal": "*",
        "Action": "sqs:*",
        "Resource": {"Fn::GetAtt": [queue, "Arn"]},
        "Condition": {"Bool": {"aws:SecureTransport": "false"}},
    }


def test_the_laptops_queues_take_plain_http(template: Template) -> None:
    resources = template("local")["Resources"].values()
    policies = [
        it["Properties"]["PolicyDocument"] for it in resources if it["Type"] == "AWS::SQS::QueuePolicy"
    ]
    nothing = {"Ref": "AWS::NoValue"}
    effects = {it["Effect"] for policy in policies for it in policy["Statement"] if it != nothing}
    assert (len(policies), effects) == (2, {"Allow"})


def test_the_list_of_queues_is_whole(template: Template) -> None:
    resources = template("prod")["Resources"].items()
    assert {name for name, it in resources if it["Type"] == "AWS::SQS::Queue"} == set(QUEUES)


def test_alarms_of_this_account_alone_publish_and_under_tls(template: Template) -> None:
    resources = template("prod")["Resources"]
    (policy,) = [it["Properties"] for it in resources.values() if it["Type"] == "AWS::SNS::TopicPolicy"]
    assert policy["Topics"] == [{"Ref": "AlarmTopic"}]
    allowed, denied = policy["PolicyDocument"]["Statement"]
    # A topic without such a statement hears no alarm: the policy takes the place of SNS's own.
    assert (allowed["Effect"], allowed["Principal"]) == ("Allow", {"Service": "cloudwatch.amazonaws.com"})
    assert allowed["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    assert (denied["Effect"], denied["Principal"]) == ("Deny", "*")
    assert denied["Condition"] == {"Bool": {"aws:SecureTransport": "false"}}
    assert {it["Action"] for it in (allowed, denied)} == {"sns:Publish"}
    assert [it["Resource"] for it in (allowed, denied)] == [{"Ref": "AlarmTopic"}] * 2


def test_nothing_but_alarms_sends_to_the_topic(template: Template) -> None:
    """Whoever else is to send needs a statement in the topic's policy."""
    resources = template("prod", "monthlyBudget=100", "alarmMail=a@hospital.example")["Resources"]
    senders = {it["Type"] for it in resources.values() if '"Ref": "AlarmTopic"' in json.dumps(it)}
    assert senders == {"AWS::CloudWatch::Alarm", "AWS::SNS::Subscription", "AWS::SNS::TopicPolicy"}
