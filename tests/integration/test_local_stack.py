"""The laptop stack itself: loopback only, quick to start again, and with a memory."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import requests
from botocore.exceptions import ClientError

from infra.local.stack import LocalStack


def test_the_application_answers_at_the_address_that_is_printed(stack: LocalStack) -> None:
    assert requests.get(stack.outputs["url"], timeout=30).ok


def test_the_demo_account_signs_in(stack: LocalStack) -> None:
    demo = stack.outputs["demo"]
    answer = stack.clients.cognito.initiate_auth(
        ClientId=stack.outputs["api_client_id"],
        AuthFlow="USER_PASSWORD_AUTH",
        AuthParameters={"USERNAME": demo["email"], "PASSWORD": demo["password"]},
    )
    assert answer["AuthenticationResult"]["AccessToken"]


def test_it_listens_on_loopback_only(stack: LocalStack) -> None:
    ports = {f"{port:04X}" for port in (stack.settings.port, stack.settings.aws_port)}
    listening = [
        address
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if (address := line.split()[1]).split(":")[1] in ports and line.split()[3] == "0A"
    ]
    assert {address.split(":")[0] for address in listening} == {"0100007F"}
    assert len(listening) == 2


def test_a_restart_deploys_nothing_and_forgets_nothing(stack: LocalStack) -> None:
    outputs = stack.outputs
    bucket = outputs["results_bucket"]
    stack.clients.s3.put_object(Bucket=bucket, Key="results/demo/restart/result.json", Body=b"{}")
    study = {"site": "restart", "study_id": "one"}
    stack.clients.dynamodb.Table(outputs["studies_table"]).put_item(Item=study)

    deployed = (stack.settings.state / "deploy.log").stat()

    stack.stop()
    stack.start()

    assert (stack.settings.state / "deploy.log").stat().st_mtime_ns == deployed.st_mtime_ns
    assert stack.outputs == outputs
    assert stack.clients.s3.get_object(Bucket=bucket, Key="results/demo/restart/result.json")["Body"].read()
    found = stack.clients.dynamodb.Table(outputs["studies_table"]).get_item(Key=study)
    assert found["Item"] == study


def test_the_laptop_stack_can_be_removed(stack: LocalStack) -> None:
    (described,) = stack.clients.cloudformation.describe_stacks(StackName="pneumoscope-local")["Stacks"]
    assert not described.get("EnableTerminationProtection")


def test_the_dead_letter_queue_names_the_lanes_as_they_are_called(stack: LocalStack) -> None:
    sqs = stack.clients.session.client("sqs", endpoint_url=stack.settings.aws_endpoint)

    def attribute(queue: str, name: Any) -> str:
        return str(sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=[name])["Attributes"][name])

    allowed = json.loads(attribute(stack.outputs["dead_letter_queue"], "RedriveAllowPolicy"))
    lanes = [attribute(stack.outputs[lane], "QueueArn") for lane in ("uploads_queue", "inbox_queue")]
    assert allowed == {"redrivePermission": "byQueue", "sourceQueueArns": lanes}


def test_an_operator_can_read_a_result_that_was_deleted(stack: LocalStack) -> None:
    s3, bucket, key = stack.clients.s3, stack.outputs["results_bucket"], "results/demo/deleted/result.json"
    version = s3.put_object(Bucket=bucket, Key=key, Body=b"{}")["VersionId"]
    s3.delete_object(Bucket=bucket, Key=key)
    with pytest.raises(ClientError, match="NoSuchKey"):
        s3.get_object(Bucket=bucket, Key=key)
    assert s3.get_object(Bucket=bucket, Key=key, VersionId=version)["Body"].read() == b"{}"


def test_a_function_may_do_only_what_its_role_allows(
    stack: LocalStack, workers: Callable[[str], list[int]]
) -> None:
    """The laptop enforces the roles, so that a missing right shows before it reaches AWS."""
    requests.get(stack.outputs["url"], timeout=30)
    environment = Path(f"/proc/{workers('web')[0]}/environ").read_text().split("\0")
    own = dict(entry.split("=", 1) for entry in environment if "=" in entry)
    session = type(stack.clients.session)(
        own["AWS_ACCESS_KEY_ID"], own["AWS_SECRET_ACCESS_KEY"], own["AWS_SESSION_TOKEN"]
    )
    s3 = session.client("s3", region_name=own["AWS_REGION"], endpoint_url=stack.outputs["aws_endpoint"])
    s3.put_object(Bucket=stack.outputs["uploads_bucket"], Key="uploads/unknown/nothing", Body=b"x")
    with pytest.raises(ClientError, match="AccessDenied"):
        s3.get_object(Bucket=stack.outputs["uploads_bucket"], Key="uploads/unknown/nothing")
