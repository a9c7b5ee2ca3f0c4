"""Faults to order, for the tests that show what outlasts them."""

import json
import os
import signal
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from infra.local.stack import LocalStack

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@pytest.fixture
def table_of_web(stack: LocalStack) -> Callable[[str], "Table"]:
    """Open a table with the rights of the web function."""
    session, endpoint = stack.clients.session, stack.settings.aws_endpoint
    iam = session.client("iam", endpoint_url=endpoint)
    sts = session.client("sts", endpoint_url=endpoint)
    role = iam.get_role(RoleName=stack.outputs["web_role"])["Role"]["Arn"]
    given = sts.assume_role(RoleArn=role, RoleSessionName="web")["Credentials"]
    keys = given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"]
    own = boto3.Session(*keys, region_name=session.region_name)
    dynamodb = own.resource("dynamodb", endpoint_url=endpoint)
    return dynamodb.Table


@pytest.fixture
def workers(stack: LocalStack) -> Callable[[str], list[int]]:
    """The process ids of a function's warm workers."""

    def find(function: str) -> list[int]:
        listed = subprocess.run(
            ["ps", "-ww", "-o", "pid=,args=", "--ppid", str(stack.ministack.pid)],
            check=False,
            capture_output=True,
            text=True,
        )
        marked = f"ministack-lambda-pneumoscope-local-{function}-"
        return [int(line.split()[0]) for line in listed.stdout.splitlines() if marked in line]

    return find


@pytest.fixture
def kill_workers(workers: Callable[[str], list[int]]) -> Callable[[str], int]:
    """Ends a function's workers without warning, as a machine that fails does; returns how many."""

    def kill(function: str) -> int:
        found = workers(function)
        for pid in found:
            os.kill(pid, signal.SIGKILL)
        return len(found)

    return kill


@pytest.fixture
def denied(stack: LocalStack) -> Callable[[str, str], AbstractContextManager[None]]:
    """`with denied(role, "dynamodb:*"):` is an outage of a service for one role, and ends with the block."""
    iam = stack.clients.session.client("iam", endpoint_url=stack.settings.aws_endpoint)

    @contextmanager
    def outage(role: str, action: str) -> Iterator[None]:
        statement = {"Effect": "Deny", "Action": action, "Resource": "*"}
        policy = json.dumps({"Version": "2012-10-17", "Statement": [statement]})
        iam.put_role_policy(RoleName=role, PolicyName="outage", PolicyDocument=policy)
        try:
            yield
        finally:
            iam.delete_role_policy(RoleName=role, PolicyName="outage")

    return outage


@pytest.fixture
def queue_paused(stack: LocalStack) -> Callable[[], AbstractContextManager[None]]:
    """`with queue_paused():` keeps the function from taking films of either lane, until the block ends."""
    client = stack.clients.session.client("lambda", endpoint_url=stack.settings.aws_endpoint)
    mappings = client.list_event_source_mappings(FunctionName="pneumoscope-local-classify")
    lanes = [mapping["UUID"] for mapping in mappings["EventSourceMappings"]]

    @contextmanager
    def paused() -> Iterator[None]:
        for lane in lanes:
            client.update_event_source_mapping(UUID=lane, Enabled=False)
        try:
            yield
        finally:
            for lane in lanes:
                client.update_event_source_mapping(UUID=lane, Enabled=True)

    return paused


@pytest.fixture
def silent_bucket(stack: LocalStack) -> Callable[[], AbstractContextManager[None]]:
    """`with silent_bucket():` S3 announces no film, as while the policy of the queue is broken."""
    s3, bucket = stack.clients.s3, stack.outputs["uploads_bucket"]

    @contextmanager
    def silent() -> Iterator[None]:
        found: Any = s3.get_bucket_notification_configuration(Bucket=bucket)
        announced: Any = {name: value for name, value in found.items() if name != "ResponseMetadata"}
        s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration={})
        try:
            yield
        finally:
            s3.put_bucket_notification_configuration(Bucket=bucket, NotificationConfiguration=announced)

    return silent
