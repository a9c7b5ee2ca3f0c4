"""What a removed stage left in AWS: its buckets, tables, accounts and secrets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    import boto3

SERVICE = "pneumoscope"

_TABLES = ("StudiesTable", "VerdictsTable", "AuditTable", "MembersTable")
SECRETS = ("PseudonymSalt", "SecondFactorKey")

IDENTIFIERS = {
    "UploadsBucket": "BucketName",
    "ResultsBucket": "BucketName",
    **dict.fromkeys(_TABLES, "TableName"),
    "UserPool": "UserPoolId",
    **dict.fromkeys(SECRETS, "Id"),
}
"""The resources that outlive a stack, with the name that CloudFormation gives to what identifies each."""


@dataclass(frozen=True)
class Account:
    """An AWS account and region, seen through one session. ``endpoint`` is None on AWS."""

    session: "boto3.Session"
    endpoint: str | None = None

    def client(self, service: str) -> Any:  # noqa: ANN401  (boto3 has a type a service)
        """Return a client of the service."""
        return self.session.client(service, endpoint_url=self.endpoint)  # type: ignore[call-overload]


def find_kept(account: Account, stage: str) -> dict[str, list[str]]:
    """Return the candidates for each resource that outlives a stack; none where nothing is left."""
    name = f"{SERVICE}-{stage}"
    number = account.client("sts").get_caller_identity()["Account"]
    tables = _pages(account.client("dynamodb"), "list_tables", "TableNames")
    pools = _pages(account.client("cognito-idp"), "list_user_pools", "UserPools", MaxResults=60)
    # A secret's name does not contain its stack's, but its tags do.
    ours = {"Key": "application", "Value": SERVICE}, {"Key": "stage", "Value": stage}
    secrets = _pages(account.client("secretsmanager"), "list_secrets", "SecretList")
    return {
        **{
            f"{kind.capitalize()}Bucket": _existing(
                account, f"{name}-{kind}-{number}-{account.session.region_name}"
            )
            for kind in ("uploads", "results")
        },
        **{
            logical: [table for table in tables if table.startswith(f"{name}-{logical}-")]
            for logical in _TABLES
        },
        "UserPool": [pool["Id"] for pool in pools if pool["Name"] == name],
        **{
            logical: [
                secret["ARN"]
                for secret in secrets
                # CloudFormation names a secret after its resource.
                if secret["Name"].startswith(f"{logical}-")
                and all(tag in secret.get("Tags", []) for tag in ours)
            ]
            for logical in SECRETS
        },
    }


def _pages(client: Any, operation: str, answer: str, **call: Any) -> list[Any]:  # noqa: ANN401
    return [entry for page in client.get_paginator(operation).paginate(**call) for entry in page[answer]]


def _existing(account: Account, bucket: str) -> list[str]:
    try:
        account.client("s3").head_bucket(Bucket=bucket)
    except ClientError as e:
        if e.response["Error"]["Code"] in ("404", "NoSuchBucket"):
            return []
        raise
    return [bucket]
