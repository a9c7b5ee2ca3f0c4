"""A release that turns out bad is taken back, and nothing that was stored goes with it."""

import re
import shutil
import zipfile
from pathlib import Path

import pytest

from infra import stage
from infra.local.stack import LocalStack
from infra.packaging.build import build_all
from infra.packaging.targets import HOST
from infra.release.__main__ import main as release
from infra.release.deployed_code import require_deployed
from infra.release.manifest import ReleaseRefused, read_release, write_release
from infra.smoke.__main__ import main as smoke
from infra.tools.serverless_cli import serverless
from tests.integration.pipeline import Pipeline, sample_film


@pytest.fixture
def operator(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> None:
    """An operator's environment: credentials and addresses of the stack."""
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    addresses = {
        "AWS_ENDPOINT_URL": stack.settings.aws_endpoint,
        "PNEUMOSCOPE_ORIGIN": stack.settings.origin,
    }
    for name, value in (stack.settings.environment() | addresses).items():
        monkeypatch.setenv(name, value)


@pytest.fixture
def releases(tmp_path: Path) -> tuple[Path, Path]:
    """The release that runs, and one with other pages."""
    packages = build_all(HOST)
    changed = tmp_path / packages["web"].name.replace("host", "next-host")
    shutil.copyfile(packages["web"], changed)
    with zipfile.ZipFile(changed, "a") as archive:
        archive.writestr("webapp/next.txt", "another release")
    write_release(tmp_path / "running", HOST.name, packages)
    write_release(tmp_path / "next", HOST.name, packages | {"web": changed})
    return tmp_path / "running", tmp_path / "next"


def is_running(stack: LocalStack, folder: Path) -> bool:
    client = stack.clients.session.client("lambda", endpoint_url=stack.settings.aws_endpoint)
    try:
        require_deployed(client, "local", read_release(folder))
    except ReleaseRefused:
        return False
    return True


@pytest.mark.usefixtures("operator")
def test_a_rollback_brings_the_earlier_release_back_and_keeps_the_data(
    stack: LocalStack, releases: tuple[Path, Path]
) -> None:
    running, following = releases
    pipeline = Pipeline(stack)
    site = pipeline.new_site()
    pipeline.put(site, sample_film())
    before = pipeline.wait_for_the_end(site)
    result = pipeline.result(before)
    assert is_running(stack, running)

    assert release(["deploy", str(following), "--stage", "local"]) == 0
    assert is_running(stack, following)
    assert not is_running(stack, running)

    listed = serverless("rollback", "--stage", "local", capture_output=True, text=True)
    earlier, *_ = re.findall(r"Timestamp: (\d{13})", listed.stdout + listed.stderr)
    done = serverless("rollback", "--stage", "local", "--timestamp", earlier, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr

    assert is_running(stack, running)
    assert pipeline.studies(site) == [before]
    assert pipeline.result(before) == result
    assert smoke(["--stage", "local"]) == 0
