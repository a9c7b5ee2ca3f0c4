"""No film is lost between the bucket and its finding, and operators hear of the ones that get stuck."""

from collections.abc import Callable
from typing import Any

import pytest

Template = Callable[..., dict[str, Any]]
LANES = ("UploadsQueue", "InboxQueue")
SENDERS = {"UploadsQueue": ["UploadsBucket", "ResultsBucket"], "InboxQueue": ["UploadsBucket"]}
"""The results bucket announces deletions."""


@pytest.mark.parametrize("lane", LANES)
def test_a_film_is_tried_five_times_and_then_kept(template: Template, lane: str) -> None:
    redrive = template("prod")["Resources"][lane]["Properties"]["RedrivePolicy"]
    assert redrive["deadLetterTargetArn"] == {"Fn::GetAtt": ["DeadLetterQueue", "Arn"]}
    assert redrive["maxReceiveCount"] == 5


def days_kept(template: Template, queue: str) -> float:
    """How old a message gets. SQS counts from its first arrival, in the dead-letter queue too."""
    seconds: int = template("prod")["Resources"][queue]["Properties"]["MessageRetentionPeriod"]
    return seconds / (24 * 60 * 60)


@pytest.mark.parametrize("lane", LANES)
def test_an_operator_has_four_days_however_late_a_film_is_given_up(template: Template, lane: str) -> None:
    left = days_kept(template, "DeadLetterQueue") - days_kept(template, lane)
    assert left >= 4
    # SQS keeps no message for longer.
    assert days_kept(template, "DeadLetterQueue") <= 14


@pytest.mark.parametrize(
    ("lane", "alarm"), [("UploadsQueue", "FilmsWaitForDaysAlarm"), ("InboxQueue", "InboxWaitsForDaysAlarm")]
)
def test_an_operator_hears_a_day_before_a_film_is_lost(template: Template, lane: str, alarm: str) -> None:
    resources = template("prod")["Resources"]
    waiting, given_up = (
        resources[name]["Properties"]["Threshold"] / (24 * 60 * 60)
        for name in (alarm, "FilmsGivenUpForDaysAlarm")
    )
    assert waiting == given_up == 3
    assert waiting + 1 <= days_kept(template, lane)
    # The metric of a dead-letter queue counts from the move: as late as the source keeps a message.
    latest = days_kept(template, lane) + given_up
    assert latest + 1 <= days_kept(template, "DeadLetterQueue")


def test_classify_knows_which_try_is_the_last(template: Template) -> None:
    resources = template("prod")["Resources"]
    given = resources["ClassifyLambdaFunction"]["Properties"]["Environment"]["Variables"]["MAX_RECEIVE_COUNT"]
    assert int(given) == resources["UploadsQueue"]["Properties"]["RedrivePolicy"]["maxReceiveCount"]


@pytest.mark.parametrize("lane", LANES)
@pytest.mark.parametrize("stage", ["dev", "prod"])
def test_a_film_in_hand_is_not_handed_out_again(template: Template, stage: str, lane: str) -> None:
    resources = template(stage)["Resources"]
    timeout = resources["ClassifyLambdaFunction"]["Properties"]["Timeout"]
    assert resources[lane]["Properties"]["VisibilityTimeout"] == 6 * timeout


@pytest.mark.parametrize("lane", LANES)
def test_only_buckets_of_this_account_may_announce(template: Template, lane: str) -> None:
    resources = template("prod")["Resources"]
    policy = resources[f"{lane}Policy"]["Properties"]
    assert policy["Queues"] == [{"Ref": lane}]
    senders = []
    for statement in policy["PolicyDocument"]["Statement"]:
        if statement["Effect"] == "Deny":
            continue
        assert statement["Resource"] == {"Fn::GetAtt": [lane, "Arn"]}
        assert statement["Principal"] == {"Service": "s3.amazonaws.com"}
        assert statement["Action"] == "sqs:SendMessage"
        assert statement["Condition"]["StringEquals"] == {"aws:SourceAccount": {"Ref": "AWS::AccountId"}}
        arn, names = statement["Condition"]["ArnEquals"]["aws:SourceArn"]["Fn::Sub"]
        assert arn == "arn:${AWS::Partition}:s3:::${Bucket}"
        senders.append(names["Bucket"])
    expected = SENDERS[lane]
    assert senders == [resources[bucket]["Properties"]["BucketName"] for bucket in expected]


def computed(value: Any) -> Any:
    """What CloudFormation makes of a value in the stack of an example."""
    match value:
        case {"Ref": "AWS::StackId"}:
            return "arn:aws:cloudformation:eu-central-1:123456789012:stack/any/1a2b3c4d-11ef-8000-0a1b"
        case {"Fn::Split": [separator, text]}:
            return computed(text).split(separator)
        case {"Fn::Select": [place, items]}:
            return computed(items)[place]
        case {"Fn::Sub": [text, given]}:
            for name, part in given.items():
                text = text.replace(f"${{{name}}}", computed(part))
            return text
    return value


def name_of(template: Template, lane: str) -> str:
    """The name of a lane in the stack of the example."""
    return str(computed(template("prod")["Resources"][lane]["Properties"]["QueueName"]))


def test_no_other_queue_can_leave_messages_among_the_films_given_up(template: Template) -> None:
    resources = template("prod")["Resources"]
    allowed = resources["DeadLetterQueue"]["Properties"]["RedriveAllowPolicy"]
    assert allowed["redrivePermission"] == "byQueue"
    arn = "arn:${AWS::Partition}:sqs:${AWS::Region}:${AWS::AccountId}:${Name}"
    assert allowed["sourceQueueArns"] == [
        {"Fn::Sub": [arn, {"Name": resources[lane]["Properties"]["QueueName"]}]} for lane in LANES
    ]


@pytest.mark.parametrize(("lane", "name"), [("UploadsQueue", "uploads"), ("InboxQueue", "inbox")])
def test_a_lane_has_a_name_that_no_earlier_stack_of_the_stage_had(
    template: Template, lane: str, name: str
) -> None:
    """SQS refuses the name of a queue for a minute after it was deleted."""
    assert name_of(template, lane) == f"pneumoscope-prod-{name}-1a2b3c4d"


def test_the_longest_name_of_a_stage_leaves_room_for_the_lanes(template: Template) -> None:
    longest = max(len(name_of(template, lane).replace("prod", "s" * 15)) for lane in LANES)
    assert longest <= 80, "the most that SQS takes"


def test_the_bucket_waits_for_the_queues_consent(template: Template) -> None:
    waited_for = template("prod")["Resources"]["UploadsBucket"]["DependsOn"]
    assert {"UploadsQueuePolicy", "InboxQueuePolicy"} <= set(waited_for)
    assert template("prod")["Resources"]["ResultsBucket"]["DependsOn"] == ["UploadsQueuePolicy"]


def test_uploads_and_the_inbox_have_a_lane_each(template: Template) -> None:
    bucket = template("prod")["Resources"]["UploadsBucket"]["Properties"]
    lanes = {
        it["Filter"]["S3Key"]["Rules"][0]["Value"]: it["Queue"]["Fn::GetAtt"][0]
        for it in bucket["NotificationConfiguration"]["QueueConfigurations"]
    }
    assert lanes == {"uploads/": "UploadsQueue", "inbox/": "InboxQueue"}


@pytest.mark.parametrize("queue", [*LANES, "DeadLetterQueue"])
def test_messages_are_encrypted(template: Template, queue: str) -> None:
    assert template("prod")["Resources"][queue]["Properties"]["SqsManagedSseEnabled"] is True


def mapping(template: Template, lane: str, *params: str) -> dict[str, Any]:
    """How the function takes films from a lane."""
    resources = template("prod", *params)["Resources"]
    taken: dict[str, Any] = resources[f"ClassifyEventSourceMappingSQS{lane}"]["Properties"]
    return taken


@pytest.mark.parametrize("lane", LANES)
def test_one_failing_film_is_the_only_one_tried_again(template: Template, lane: str) -> None:
    source = mapping(template, lane)
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert source["BatchSize"] == 1


def test_both_lanes_together_leave_half_of_a_new_account_to_the_pages(template: Template) -> None:
    limits = [mapping(template, lane)["ScalingConfig"]["MaximumConcurrency"] for lane in LANES]
    # AWS allows no less than two.
    assert min(limits) >= 2
    assert sum(limits) <= 5


def test_each_lane_has_a_limit_of_its_own(template: Template) -> None:
    params = ("accountConcurrency=1000", "maximumConcurrency=20", "inboxConcurrency=400")
    limits = [mapping(template, lane, *params)["ScalingConfig"]["MaximumConcurrency"] for lane in LANES]
    assert [int(limit) for limit in limits] == [20, 400]


def test_executions_are_set_aside_for_films_only_where_asked_for(template: Template) -> None:
    def reserved(*params: str) -> Any:
        function = template("prod", *params)["Resources"]["ClassifyLambdaFunction"]
        return function["Properties"]["ReservedConcurrentExecutions"]

    assert reserved() == {"Ref": "AWS::NoValue"}
    assert int(reserved("accountConcurrency=1000", "reservedForFilms=20")) == 20


@pytest.mark.parametrize(
    ("alarm", "metric", "watched"),
    [
        ("FilmsGivenUpAlarm", "ApproximateNumberOfMessagesVisible", ["DeadLetterQueue", "QueueName"]),
        ("FilmsWaitAlarm", "ApproximateAgeOfOldestMessage", ["UploadsQueue", "QueueName"]),
        ("InboxWaitsAlarm", "ApproximateAgeOfOldestMessage", ["InboxQueue", "QueueName"]),
        ("InboxWaitsForDaysAlarm", "ApproximateAgeOfOldestMessage", ["InboxQueue", "QueueName"]),
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
