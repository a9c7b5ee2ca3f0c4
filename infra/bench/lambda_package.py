"""The classify function as it is deployed, unpacked as on Lambda, and the environment it is given there."""

import os
import zipfile
from pathlib import Path

from infra.bench.environments import FOLDER
from infra.packaging.build import build
from infra.packaging.functions import FUNCTIONS
from infra.packaging.targets import HOST

HANDLER = "functions.classify.handler.handler"


def unpacked() -> Path:
    """The folder of the function's package for this interpreter. Raises PackagingError."""
    function = next(function for function in FUNCTIONS if function.name == "classify")
    package = build(function, HOST)
    folder = FOLDER / "package" / package.stem
    if not folder.is_dir():
        beside = folder.with_suffix(".part")
        with zipfile.ZipFile(package) as archive:
            archive.extractall(beside)
        beside.rename(folder)
    return folder


def environment(package: Path, aws_url: str, runtime_api: str, megabytes: int) -> dict[str, str]:
    """Every variable of the function; AWS is at ``aws_url``, Lambda's Runtime API at ``runtime_api``."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    return {
        **own,
        "PYTHONPATH": str(package),
        # On Lambda the package lies on a file system that cannot be written to: what it holds no compiled
        # form of is compiled at every cold start.
        "PYTHONDONTWRITEBYTECODE": "1",
        "LAMBDA_TASK_ROOT": str(package),
        "AWS_LAMBDA_RUNTIME_API": runtime_api,
        "AWS_LAMBDA_FUNCTION_NAME": "classify",
        "AWS_LAMBDA_FUNCTION_VERSION": "$LATEST",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(megabytes),
        "AWS_LAMBDA_LOG_GROUP_NAME": "/aws/lambda/classify",
        "AWS_LAMBDA_LOG_STREAM_NAME": "bench",
        "AWS_ENDPOINT_URL": aws_url,
        "AWS_REGION": "eu-central-1",
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        "AWS_EC2_METADATA_DISABLED": "true",
        **_SETTINGS,
    }


_SETTINGS = {
    "STAGE": "bench",
    "UPLOADS_BUCKET": "bench-uploads",
    "RESULTS_BUCKET": "bench-results",
    "STUDIES_TABLE": "bench-studies",
    "MEMBERS_TABLE": "bench-members",
    "PSEUDONYM_SECRET": "bench-salt",
    "MAX_RECEIVE_COUNT": "5",
    "ORIGINALS_EXPIRE_DAYS": "30",
    "LOG_LEVEL": "INFO",
    "POWERTOOLS_METRICS_NAMESPACE": "Pneumoscope",
    "POWERTOOLS_SERVICE_NAME": "classify",
}
"""What serverless.yml sets."""
