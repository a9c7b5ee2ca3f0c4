"""What a removed stage left is taken up by a stack, with everything in it."""

import json
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
TABLE = "pneumoscope-left-StudiesTable-1ABC"


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
def left(account: Account, template: dict[str, Any]) -> StudyStore:
    """Two buckets, two tables and a user pool without a stack, and a study in one of them."""
    number = account.client("sts").get_caller_identity()["Account"]
    region = account.session.region_name
    for kind in ("uploads", "results"):
        account.client("s3").create_bucket(
            Bucket=f"pneumoscope-{STAGE}-{kind}-{number}-{region}",
            CreateBucketConfiguration={"LocationConstraint": region},
        )
    for logical in ("StudiesTable", "MembersTable"):
        properties = template["Resources"][logical]["Properties"]
        shape = {
            name: properties[name]
            for name in ("KeySchema", "AttributeDefinitions", "GlobalSecondaryIndexes")
            if name in properties
        }
        account.client("dynamodb").create_table(
            TableName=f"pneumoscope-{STAGE}-{logical}-1ABC", BillingMode="PAY_PER_REQUEST", **shape
        )
    account.client("cognito-idp").create_user_pool(PoolName=f"pneumoscope-{STAGE}")
    tables = account.session.resource("dynamodb", endpoint_url=account.endpoint)
    return StudyStore(tables.Table(TABLE))


def test_a_stack_takes_up_what_an_earlier_one_left(
    account: Account, template: dict[str, Any], left: StudyStore
) -> None:
    now, study_id = datetime.now(UTC), "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
    left.create(Study("st-marys", study_id, Status.AWAITING_UPLOAD, now, now))
    kept = chosen(find_kept(account, STAGE), {})
    assert set(kept) == set(LEFT)
    require_no_stack(account, STAGE)

    adopt(account, STAGE, template, kept)

    cloudformation = account.client("cloudformation")
    resources = cloudformation.describe_stack_resources(StackName=f"pneumoscope-{STAGE}")["StackResources"]
    assert {it["LogicalResourceId"]: it["PhysicalResourceId"] for it in resources} == kept
    assert left.get("st-marys", study_id).status is Status.AWAITING_UPLOAD
    with pytest.raises(CannotAdopt, match="the stack pneumoscope-left exists"):
        require_no_stack(account, STAGE)
