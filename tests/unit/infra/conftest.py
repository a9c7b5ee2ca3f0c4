"""What `serverless package` makes of this checkout, made once a session."""

import json
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from infra.tools.serverless_cli import serverless


@dataclass(frozen=True)
class Package:
    """The template that CloudFormation gets, what the deploy tool does beside it, and what it printed."""

    template: dict[str, Any]
    provider: dict[str, Any]
    printed: str


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps tests that package on one worker: packaging takes long the first time and is then remembered."""
    packaging = {"packaged", "aws_packages", "host_packages"}
    for item in items:
        if packaging.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("packaging"))


@pytest.fixture(scope="session")
def packaged(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Package]:
    """A stage, packaged without credentials and with no AWS to be reached.

    Further arguments are lines of the stage's file, as "name=value".
    """
    made: dict[tuple[str, ...], Package] = {}

    def package(stage: str, *params: str) -> Package:
        if (stage, *params) not in made:
            made[stage, *params] = _package(stage, params, tmp_path_factory.mktemp(stage))
        return made[stage, *params]

    return package


@pytest.fixture(scope="session")
def template(packaged: Callable[..., Package]) -> Callable[..., dict[str, Any]]:
    """The CloudFormation template of a stage, by the same arguments."""
    return lambda stage, *params: packaged(stage, *params).template


@pytest.fixture(scope="session")
def guarded(template: Callable[..., dict[str, Any]]) -> dict[str, Any]:
    """The template of a stage with CloudFront, a firewall, records, backups and a key of the customer."""
    account = "us-east-1:123456789012"
    return template(
        "prod",
        "domainName=films.hospital.example",
        "origin=https://films.hospital.example",
        f"certificateArn=arn:aws:acm:{account}:certificate/1234abcd",
        f"webAclArn=arn:aws:wafv2:{account}:global/webacl/pneumoscope-prod/1234abcd",
        "kmsKeyArn=arn:aws:kms:eu-central-1:123456789012:key/mrk-1234abcd12ab34cd56ef1234567890ab",
        "recordReads=compliance",
        "backupDays=35",
        "backupCopyVault=arn:aws:backup:eu-west-1:123456789012:backup-vault:pneumoscope-prod",
    )


def _package(stage: str, params: tuple[str, ...], folder: Path) -> Package:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none")}
    if stage != "local":
        # Nothing answers on the discard port, so a call to AWS would fail the packaging.
        environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    stages = folder / "stages"
    stages.mkdir()
    lines = [": ".join(param.split("=", 1)) for param in params]
    (stages / f"{stage}.yml").write_text("\n".join(lines))
    environment["PNEUMOSCOPE_STAGES"] = str(stages)
    arguments = ("--stage", stage, "--package", str(folder))
    finished = serverless("package", *arguments, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    return Package(
        json.loads((folder / "cloudformation-template-update-stack.json").read_text()),
        json.loads((folder / "serverless-state.json").read_text())["service"]["provider"],
        finished.stdout + finished.stderr,
    )
