"""No film is lost between the bucket and its finding, and operators hear of the ones that get stuck."""

from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[[str], dict[str, Any]]


def test_a_film_is_tried_five_times_and_then_kept(template: Template) -> None:
    redrive = template("prod")["Resources"]["UploadsQueue"]["Properties"]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}
    assert redrive["maxReceiveCount"] == 5


def days_kept(template: Template, queue: str) -> float:
    """How old a message gets. SQS counts from its first arrival, in the dead-letter queue too."""
    seconds: int = template("prod")["Resources"][queue]["Properties"]["MessageRetentionPeriod"]
    return seconds / (24 * 60 * 60)


def test_an_operator_has_four_days_however_late_a_film_is_given_up(template: Template) -> None:
    left = days_kept(template, "DeadLetterQueue") - days_kept(template, "UploadsQueue")
    assert left >= 4
    # SQS keeps no message for longer.
    assert days_kept(template, "DeadLetterQueue") <= 14


def test_an_operator_hears_a_day_before_a_film_is_lost(template: Template) -> None:
    resources = template("prod")["Resources"]
    waiting, given_up = (
        resources[alarm]["Properties"]["Threshold"] / (24 * 60 * 60)
        for alarm in ("FilmsWaitForDaysAlarm", "FilmsGivenUpForDaysAlarm")
    )
    assert waiting == given_up == 3
    assert waiting + 1 <= days_kept(template, "UploadsQueue")
    # The metric of a dead-letter queue counts from the move: as late as the source keeps a message.
    latest = days_kept(template, "UploadsQueue") + given_up
    assert latest + 1 <= days_kept(template, "DeadLetterQueue")


def test_classify_knows_which_try_is_the_last(template: Template) -> None:
    resources = template("prod")["Resources"]
    given = resources["ClassifyLambdaFunction"]["Properties"]["Environment"]["Variables"]["MAX_RECEIVE_COUNT"]
    assert int(given) == resources["UploadsQueue"]["Properties"]["RedrivePolicy"]["maxReceiveCount"]


@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_a_film_in_hand_is_not_handed_out_again(template: Template, stage: str) -> None:
    resources = template(stage)["Resources"]
    timeout = resources["ClassifyLambdaFunction"]["Properties"]["Timeout"]
    assert resources["UploadsQueue"]["Properties"]["VisibilityTimeout"] == 6 * timeout


def test_only_the_bucket_of_this_account_may_announce_films(template: Template) -> None:
    resources = template("prod")["Resources"]
    (statement,) = resources["UploadsQueuePolicy"]["Properties"]["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
    assert statement["Action"] == "sqs:SendMessage"
    assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
    arn, names = statement["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
    assert arn == "arn:${AWS::Partition}:s3:::${Bucket}"
    assert names["Bucket"] == resources["UploadsBucket"]["Properties"]["BucketName"]


def test_the_bucket_waits_for_the_queues_consent(template: Template) -> None:
    assert "UploadsQueuePolicy" in template("prod")["Resources"]["UploadsBucket"]["DependsOn"]


@pytest.mark.parametrize("queue", ["UploadsQueue", "DeadLetterQueue"])
def test_messages_are_encrypted(template: Template, queue: str) -> None:
    assert template("prod")["Resources"][queue]["Properties"]["SqsManagedSseEnabled"] is True


def test_one_failing_film_is_the_only_one_tried_again(template: Template) -> None:
    source = template("prod")["Resources"]["ClassifyEventSourceMappingSQSUploadsQueue"]["Properties"]
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BatchSize"] == 1
    # The quota of a new account is 10 at once; pages need some of them.
    assert 2 <= source["ScalingConfig"]["MaximumConcurrency"] <= 5


@pytest.mark.parametrize(
    ("alarm", "metric", "watched"),
    [
        ("FilmsGivenUpAlarm", "ApproximateNumberOfMessagesVisible", ["DeadLetterQueue", "QueueName"]),
        ("FilmsWaitAlarm", "ApproximateAgeOfOldestMessage", ["UploadsQueue", "QueueName"]),
        ("FilmsWaitForDaysAlarm", "ApproximateAgeOfOldestMessage", ["UploadsQueue", "QueueName"]),
        ("FilmsGivenUpForDaysAlarm", "ApproximateAgeOfOldestMessage", ["DeadLetterQueue", "QueueName"]),
    ],
)
def test_operators_hear_of_films_that_get_stuck(
    template: Template, alarm: str, metric: str, watched: list[str]
) -> None:
    properties = template("prod")["Resources"][alarm]["Properties"]
    assert properties["MetricName"] == metric
    assert properties["Dimensions"] == [{"Name": "QueueName", "Value": {"Fn::GetAtt": watched}}]
    assert properties["AlarmActions"] == [{"Ref": "AlarmTopic"}]
