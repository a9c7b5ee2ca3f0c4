"""What a stage runs, as Lambda itself has it."""

import base64
from typing import TYPE_CHECKING

from infra.release.manifest import Manifest, ReleaseRefused

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient


def require_deployed(client: "LambdaClient", stage: str, manifest: Manifest) -> None:
    """Raise ReleaseRefused unless every function of the stage runs its package of this release."""
    for function, package in manifest.packages.items():
        name = f"pneumoscope-{stage}-{function}"
        try:
            found = client.get_function_configuration(FunctionName=name)
        except client.exceptions.ResourceNotFoundException as e:
            raise ReleaseRefused(f"The stage {stage} has no function {function}.") from e
        if base64.b64decode(found["CodeSha256"]).hex() != package.sha256:
            raise ReleaseRefused(
                f"The stage {stage} runs another {function} than this release: deploy this one there."
            )
