"""What kept secrets are: one that was brought back from escrow has less than CloudFormation gives."""

from collections.abc import Mapping
from typing import Any

from infra.adopt.kept_resources import SECRETS, Account


def as_they_are(account: Account, resources: Mapping[str, Any], kept: Mapping[str, str]) -> dict[str, Any]:
    """Return the resources of a packaged template, without the replica and the key that a kept secret lacks.

    The deployment after the import brings about what the import does not state, and nothing else.
    """
    client = account.client("secretsmanager")
    found = dict(resources)
    for name in kept.keys() & SECRETS:
        described = client.describe_secret(SecretId=kept[name])
        properties = {
            key: value
            for key, value in resources[name]["Properties"].items()
            if not _is_lacking(key, value, described)
        }
        found[name] = {**resources[name], "Properties": properties}
    return found


def _is_lacking(name: str, value: Any, described: Mapping[str, Any]) -> bool:  # noqa: ANN401
    if name == "ReplicaRegions":
        there = {replica["Region"] for replica in described.get("ReplicationStatus", [])}
        return not there.issuperset(replica["Region"] for replica in value)
    return name == "KmsKeyId" and value != described.get("KmsKeyId")
