"""Deploys the application into the running stack, with the command that deploys it to AWS."""

import hashlib
import subprocess
import sys
from collections import deque
from pathlib import Path

from botocore.exceptions import ClientError

from infra.local.clients import Clients
from infra.local.settings import ROOT, LocalStackError, Settings
from infra.packaging.build import fingerprint
from infra.packaging.functions import FUNCTIONS
from infra.packaging.targets import HOST
from infra.tools.serverless_cli import serverless

STACK = "pneumoscope-local"
_TEMPLATE = (
    "serverless.yml",
    "package-lock.json",
    "requirements/ministack.txt",
    "infra/packaging/plugin.js",
    "infra/deployment_checks.js",
    "infra/stage_parameters.js",
    "functions/tokens/handler.py",
)
_LOG_LINES_SHOWN = 30


def deploy_if_changed(settings: Settings, clients: Clients) -> dict[str, str]:
    """Deploy if the template or a package has changed. Return the CloudFormation stack's outputs."""
    wanted = _fingerprint(settings)
    deployed = settings.state / "deployed"
    if not deployed.exists() or deployed.read_text() != wanted or not _is_deployed(clients):
        deployed.unlink(missing_ok=True)
        print("Packaging and deploying; this takes half a minute or more the first time ...", flush=True)
        _serverless_deploy(settings)
        deployed.write_text(wanted)
    return _outputs(clients)


def _fingerprint(settings: Settings) -> str:
    digest = hashlib.sha256(f"{settings.origin} {settings.aws_endpoint}".encode())
    for function in FUNCTIONS:
        digest.update(fingerprint(function, HOST).encode())
    generated = (
        path
        for pattern in ("*.yml", "options/*.js", "stages/local.yml")
        for path in sorted((ROOT / "infra").glob(pattern))
    )
    for path in (*(ROOT / name for name in _TEMPLATE), *generated):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def _serverless_deploy(settings: Settings) -> None:
    log = settings.state / "deploy.log"
    environment = settings.environment() | {
        "AWS_ENDPOINT_URL": settings.aws_endpoint,
        "PNEUMOSCOPE_ORIGIN": settings.origin,
        "PNEUMOSCOPE_PYTHON": sys.executable,
    }
    with log.open("wb") as output:
        finished = serverless(
            "deploy", "--stage", "local", env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    if finished.returncode != 0:
        raise LocalStackError(f"`serverless deploy` failed; the end of {log} is:\n{_tail(log)}")


def _tail(log: Path) -> str:
    with log.open(errors="replace") as lines:
        return "".join(deque(lines, maxlen=_LOG_LINES_SHOWN))


def _is_deployed(clients: Clients) -> bool:
    try:
        return bool(_outputs(clients))
    except ClientError as error:
        if error.response["Error"]["Code"] == "ValidationError":
            return False
        raise


def _outputs(clients: Clients) -> dict[str, str]:
    stack = clients.cloudformation.describe_stacks(StackName=STACK)["Stacks"][0]
    return {output["OutputKey"]: output["OutputValue"] for output in stack.get("Outputs", [])}
