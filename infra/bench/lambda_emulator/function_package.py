"""The classify function as it is deployed: its package, its memory and its environment on Lambda."""

import os
import re
import zipfile
from pathlib import Path

from infra.bench.cache import FOLDER, cached
from infra.packaging.build import build
from infra.packaging.functions import FUNCTIONS, ROOT
from infra.packaging.targets import HOST


def unpacked_package() -> Path:
    """Return the unpacked package of the function for this interpreter. Raise PackagingError."""
    function = next(function for function in FUNCTIONS if function.name == "classify")
    package = build(function, HOST)
    return cached(FOLDER / "package" / package.stem, zipfile.ZipFile(package).extractall)


def configured_memory(template: str | None = None) -> int:
    """Return the megabytes that serverless.yml assigns to the function. Raise LookupError if it has none."""
    text = template if template is not None else (ROOT / "serverless.yml").read_text()
    found = re.search(r"^  classify:\n(?:(?:    .*)?\n)*?    memorySize: (\d+)$", text, re.MULTILINE)
    if not found:
        raise LookupError("serverless.yml has no memorySize for the classify function")
    return int(found[1])


def function_environment(package: Path, aws_url: str, megabytes: int) -> dict[str, str]:
    """Return all variables of the function, with AWS at this address."""
    own = {name: value for name, value in os.environ.items() if not name.startswith(("AWS_", "PYTHON"))}
    return {
        **own,
        "PYTHONPATH": str(package),
        # On Lambda the package is on a read-only file system: a module without bytecode is compiled at every
        # cold start.
        "PYTHONDONTWRITEBYTECODE": "1",
        "AWS_LAMBDA_FUNCTION_NAME": "classify",
        "AWS_LAMBDA_FUNCTION_MEMORY_SIZE": str(megabytes),
        "AWS_ENDPOINT_URL": aws_url,
        "AWS_DEFAULT_REGION": "eu-central-1",
        "AWS_ACCESS_KEY_ID": "bench",
        "AWS_SECRET_ACCESS_KEY": "bench",
        # serverless.yml sets these:
        "STAGE": "bench",
        "UPLOADS_BUCKET": "bench-uploads",
        "RESULTS_BUCKET": "bench-results",
        "STUDIES_TABLE": "bench-studies",
        "MEMBERS_TABLE": "bench-members",
        "PSEUDONYM_SECRET": "bench-salt",
        "VERDICTS_TABLE": "bench-verdicts",
        "MAX_RECEIVE_COUNT": "5",
        "ORIGINALS_EXPIRE_DAYS": "30",
        "LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": "Pneumoscope",
        "POWERTOOLS_SERVICE_NAME": "classify",
    }
