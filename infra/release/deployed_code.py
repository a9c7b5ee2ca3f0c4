"""What a stage runs, as Lambda itself has it."""

import base64
from collections.abc import Iterator
from typing import TYPE_CHECKING

from infra.release.manifest import Manifest, ReleaseRefused

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

_ALIAS = "live"
"""What pages and queues call where a canary shifts requests (infra/options/canary.js)."""


def require_deployed(client: "LambdaClient", stage: str, manifest: Manifest) -> None:
    """Raise ReleaseRefused unless every function of the stage runs its package of this release."""
    for function, package in manifest.packages.items():
        name = f"pneumoscope-{stage}-{function}"
        try:
            found = set(_packages(client, name))
        except client.exceptions.ResourceNotFoundException as e:
            raise ReleaseRefused(f"The stage {stage} has no function {function}.") from e
        if found != {package.sha256}:
            raise ReleaseRefused(
                f"The stage {stage} runs another {function} than this release: deploy this one there."
            )


def _packages(client: "LambdaClient", name: str) -> Iterator[str]:
    """Yield the SHA-256 of what a function runs: of two packages, while a canary gives requests to both.

    Raise Lambda's ResourceNotFoundException.
    """
    for version in _versions(client, name):
        found = client.get_function_configuration(FunctionName=name, Qualifier=version)
        yield base64.b64decode(found["CodeSha256"]).hex()


def _versions(client: "LambdaClient", name: str) -> list[str]:
    try:
        alias = client.get_alias(FunctionName=name, Name=_ALIAS)
    except client.exceptions.ResourceNotFoundException:
        return ["$LATEST"]
    return [alias["FunctionVersion"], *alias.get("RoutingConfig", {}).get("AdditionalVersionWeights", {})]
