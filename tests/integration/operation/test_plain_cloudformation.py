"""What was packaged goes to AWS by S3 and CloudFormation alone, as docs/operations.md has it."""

import json
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import requests

from infra.local.clients import Clients
from infra.local.ministack import MiniStack
from infra.local.proxy import Proxy
from infra.local.settings import ROOT, Settings, free_port
from infra.tools.serverless_cli import serverless

if TYPE_CHECKING:
    from mypy_boto3_cloudformation.type_defs import WaiterConfigTypeDef

STACK = "pneumoscope-local"
QUICKLY: "WaiterConfigTypeDef" = {"Delay": 1, "MaxAttempts": 120}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(state=tmp_path, port=free_port(), aws_port=free_port())


@pytest.fixture
def packaged(settings: Settings, tmp_path: Path) -> Path:
    """The folder that the deploy tool leaves when it packages, and deploys nothing."""
    environment = settings.environment() | {
        "AWS_ENDPOINT_URL": settings.aws_endpoint,
        "PNEUMOSCOPE_ORIGIN": settings.origin,
        "PNEUMOSCOPE_PYTHON": sys.executable,
    }
    arguments = ("package", "--stage", "local", "--package", str(tmp_path / "stack"))
    done = serverless(*arguments, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path / "stack"


@pytest.fixture
def aws(settings: Settings) -> Iterator[Clients]:
    """The laptop's AWS with nothing in it."""
    ministack = MiniStack(settings)
    ministack.start()
    yield Clients(settings)
    ministack.stop()


def deploy(aws: Clients, settings: Settings, packaged: Path) -> dict[str, str]:
    """Deploy as the document says, and return the outputs of the stack."""
    first = (packaged / "cloudformation-template-create-stack.json").read_text()
    aws.cloudformation.create_stack(StackName=STACK, TemplateBody=first)
    aws.cloudformation.get_waiter("stack_create_complete").wait(StackName=STACK, WaiterConfig=QUICKLY)
    found = aws.cloudformation.describe_stack_resource(
        StackName=STACK, LogicalResourceId="ServerlessDeploymentBucket"
    )
    bucket = found["StackResourceDetail"]["PhysicalResourceId"]

    state = json.loads((packaged / "serverless-state.json").read_text())
    folder = state["package"]["artifactDirectoryName"]
    functions = state["service"]["functions"].values()
    for artifact in {function["package"]["artifact"] for function in functions}:
        aws.s3.upload_file(str(ROOT / artifact), bucket, f"{folder}/{Path(artifact).name}")
    template = packaged / "cloudformation-template-update-stack.json"
    aws.s3.upload_file(str(template), bucket, f"{folder}/{template.name}")

    aws.cloudformation.update_stack(
        StackName=STACK,
        TemplateURL=f"{settings.aws_endpoint}/{bucket}/{folder}/{template.name}",
        Capabilities=["CAPABILITY_IAM"],
    )
    aws.cloudformation.get_waiter("stack_update_complete").wait(StackName=STACK, WaiterConfig=QUICKLY)
    policy = json.dumps({"Statement": state["service"]["provider"]["stackPolicy"]})
    aws.cloudformation.set_stack_policy(StackName=STACK, StackPolicyBody=policy)
    (stack,) = aws.cloudformation.describe_stacks(StackName=STACK)["Stacks"]
    return {output["OutputKey"]: output["OutputValue"] for output in stack["Outputs"]}


def page(settings: Settings) -> requests.Response:
    """The log-in page, once it answers: the first request may end before its worker has started."""
    deadline = time.monotonic() + 120
    while True:
        try:
            answer = requests.get(f"{settings.origin}/log-in", timeout=60)
        except requests.Timeout:
            assert time.monotonic() < deadline
            continue
        if answer.ok or time.monotonic() > deadline:
            return answer


def test_a_packaged_stage_needs_no_deploy_tool(aws: Clients, settings: Settings, packaged: Path) -> None:
    outputs = deploy(aws, settings, packaged)
    proxy = Proxy(settings, outputs["ApiId"])
    proxy.start()
    try:
        answer = page(settings)
    finally:
        proxy.stop()
    assert answer.ok
    assert 'name="password"' in answer.text
