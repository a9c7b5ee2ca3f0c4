"""`outputs.json`: the addresses and names that scripts need to use a running stack."""

import json
import os
from pathlib import Path
from typing import TypedDict

from infra.local.demo.demo_account import DemoAccount
from infra.local.settings import CREDENTIALS, REGION, Settings


class Outputs(TypedDict):
    """The contents of `outputs.json`. Only its owner may read it: it contains the demo password."""

    url: str
    aws_endpoint: str
    region: str
    access_key_id: str
    secret_access_key: str
    api_id: str
    user_pool_id: str
    web_client_id: str
    api_client_id: str
    uploads_bucket: str
    results_bucket: str
    studies_table: str
    members_table: str
    sessions_table: str
    verdicts_table: str
    audit_table: str
    uploads_queue: str
    inbox_queue: str
    dead_letter_queue: str
    classify_role: str
    web_role: str
    demo: DemoAccount


def build_outputs(settings: Settings, stack: dict[str, str], demo: DemoAccount) -> Outputs:
    """Return the contents of `outputs.json`; `stack` is the outputs of the CloudFormation stack."""
    return Outputs(
        url=settings.origin,
        aws_endpoint=settings.aws_endpoint,
        region=REGION,
        access_key_id=CREDENTIALS["AWS_ACCESS_KEY_ID"],
        secret_access_key=CREDENTIALS["AWS_SECRET_ACCESS_KEY"],
        api_id=stack["ApiId"],
        user_pool_id=stack["UserPoolId"],
        web_client_id=stack["WebClientId"],
        api_client_id=stack["ApiClientId"],
        uploads_bucket=stack["UploadsBucketName"],
        results_bucket=stack["ResultsBucketName"],
        studies_table=stack["StudiesTableName"],
        members_table=stack["MembersTableName"],
        sessions_table=stack["SessionsTableName"],
        verdicts_table=stack["VerdictsTableName"],
        audit_table=stack["AuditTableName"],
        uploads_queue=stack["UploadsQueueUrl"],
        inbox_queue=stack["InboxQueueUrl"],
        dead_letter_queue=stack["DeadLetterQueueUrl"],
        classify_role=stack["ClassifyRoleName"],
        web_role=stack["WebRoleName"],
        demo=demo,
    )


def write_outputs(path: Path, outputs: Outputs) -> None:
    """Replace the file in one step. Other users cannot read it, even while it is being written."""
    unfinished = path.with_suffix(".part")
    unfinished.unlink(missing_ok=True)
    with os.fdopen(os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        json.dump(outputs, file, indent=2)
    unfinished.replace(path)


def recorded_account(path: Path) -> DemoAccount | None:
    """Return the demo account that an earlier start recorded, or None."""
    if not path.exists():
        return None
    account: DemoAccount = json.loads(path.read_text())["demo"]
    return account
