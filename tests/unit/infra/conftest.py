"""What `serverless package` makes of this checkout, made once a session."""

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from infra.tools.serverless_cli import serverless


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Keeps tests that package on one worker: packaging takes long the first time and is then remembered."""
    packaging = {"template", "aws_packages", "host_packages"}
    for item in items:
        if packaging.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.xdist_group("packaging"))


@pytest.fixture(scope="session")
def template(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """The CloudFormation template of a stage, packaged without credentials and with no AWS to be reached.

    Further arguments are parameters of the deployment, as "name=value".
    """
    made: dict[tuple[str, ...], dict[str, Any]] = {}

    def package(stage: str, *params: str) -> dict[str, Any]:
        if (stage, *params) not in made:
            made[stage, *params] = _package(stage, params, tmp_path_factory.mktemp(stage))
        return made[stage, *params]

    return package


def _package(stage: str, params: tuple[str, ...], folder: Path) -> dict[str, Any]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith("AWS_")}
    environment |= {"AWS_EC2_METADATA_DISABLED": "true", "AWS_SHARED_CREDENTIALS_FILE": str(folder / "none")}
    if stage != "local":
        # Nobody answers on the discard port, so a call to AWS would fail the packaging.
        environment["AWS_ENDPOINT_URL"] = "http://127.0.0.1:9"
    arguments = ("--stage", stage, "--package", str(folder), *(f"--param={param}" for param in params))
    finished = serverless("package", *arguments, env=environment, capture_output=True, text=True)
    assert finished.returncode == 0, finished.stderr
    template: dict[str, Any] = json.loads((folder / "cloudformation-template-update-stack.json").read_text())
    return template
