"""A redrive gives every failed film another try and loses none."""

import boto3
import pytest

from infra.redrive import redrive


@pytest.mark.parametrize("count", [0, 1, 23])
def test_every_message_goes_back_once(aws: None, count: int) -> None:
    sqs = boto3.client("sqs")
    source = sqs.create_queue(QueueName="dead")["QueueUrl"]
    target = sqs.create_queue(QueueName="uploads")["QueueUrl"]
    for number in range(count):
        sqs.send_message(QueueUrl=source, MessageBody=f"film {number}")

    assert redrive(sqs, source, target) == count

    arrived: list[str] = []
    while messages := sqs.receive_message(QueueUrl=target, MaxNumberOfMessages=10).get("Messages"):
        arrived += [message["Body"] for message in messages]
    assert sorted(arrived) == sorted(f"film {number}" for number in range(count))
    left = sqs.get_queue_attributes(QueueUrl=source, AttributeNames=["All"])["Attributes"]
    assert left["ApproximateNumberOfMessages"] == left["ApproximateNumberOfMessagesNotVisible"] == "0"
