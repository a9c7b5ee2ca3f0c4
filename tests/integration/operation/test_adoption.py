"""What a removed stage left is taken up by a stack, with everything in it."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status, Study
from infra.adopt.__main__ import CannotAdopt, adopt, chosen, require_no_stack
from infra.adopt.kept_resources import Account, find_kept
from infra.local.stack import LocalStack

STAGE = "left"
LEFT = ("UploadsBucket", "ResultsBucket", "StudiesTable", "MembersTable", "UserPool")
"""Not the salt: the laptop's CloudFormation imports no secrets."""
SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"


@pytest.fixture
def account(stack: LocalStack) -> Account:
    return Account(stack.clients.session, stack.settings.aws_endpoint)


@pytest.fixture
def template(stack: LocalStack, account: Account) -> dict[str, Any]:
    """The template of the running stack, under the names of the stage that is gone."""
    made = account.client("cloudformation").get_template(StackName="pneumoscope-local")["TemplateBody"]
    text = made if isinstance(made, str) else json.dumps(made)
    found: dict[str, Any] = json.loads(text.replace("pneumoscope-local", f"pneumoscope-{STAGE}"))
    return found


@pytest.fixture
def left(account: Account, template: dict[str, Any]) -> Iterator[StudyStore]:
    """What a stack leaves that is removed, and a study in one of its tables."""
    name = f"pneumoscope-{STAGE}"
    kept = {logical: _alone(template["Resources"][logical]) for logical in LEFT}
    cloudformation = account.client("cloudformation")
    cloudformation.create_stack(StackName=name, TemplateBody=json.dumps({"Resources": kept}))
    quickly: Any = {"StackName": name, "WaiterConfig": {"Delay": 1}}
    cloudformation.get_waiter("stack_create_complete").wait(**quickly)
    made = cloudformation.describe_stack_resource(StackName=name, LogicalResourceId="StudiesTable")
    tables = account.session.resource("dynamodb", endpoint_url=account.endpoint)
    studies = StudyStore(tables.Table(made["StackResourceDetail"]["PhysicalResourceId"]))
    now = datetime.now(UTC)
    studies.create(Study(SITE, STUDY_ID, Status.AWAITING_UPLOAD, now, now))
    cloudformation.delete_stack(StackName=name)
    cloudformation.get_waiter("stack_delete_complete").wait(**quickly)
    yield studies
    cloudformation.delete_stack(StackName=name)


def _alone(resource: dict[str, Any]) -> dict[str, Any]:
    """A resource that stays, without what leads to the rest of its stack."""
    names = ("BucketName", "UserPoolName", "KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
    properties = {name: value for name, value in resource["Properties"].items() if name in names}
    if resource["Type"] == "AWS::DynamoDB::Table":
        properties["BillingMode"] = "PAY_PER_REQUEST"
    return {"Type": resource["Type"], "DeletionPolicy": "RetainExceptOnCreate", "Properties": properties}


def test_a_stack_takes_up_what_an_earlier_one_left(
    account: Account, template: dict[str, Any], left: StudyStore
) -> None:
    kept = chosen(find_kept(account, STAGE), {})
    assert set(kept) == set(LEFT)
    require_no_stack(account, STAGE)

    adopt(account, STAGE, template, kept)

    cloudformation = account.client("cloudformation")
    resources = cloudformation.describe_stack_resources(StackName=f"pneumoscope-{STAGE}")["StackResources"]
    assert {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in resources} == kept
    assert [study.study_id for study in left.page(SITE).studies] == [STUDY_ID]
    with pytest.raises(CannotAdopt, match="the stack pneumoscope-left exists"):
        require_no_stack(account, STAGE)
