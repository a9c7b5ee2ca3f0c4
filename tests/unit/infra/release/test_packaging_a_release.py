"""`serverless` takes the packages of a release, and builds none."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from infra.packaging.functions import ROOT
from infra.release.__main__ import main
from infra.release.manifest import read_release
from infra.tools.serverless_cli import serverless


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("release")
    assert main(["build", str(folder), "--target", "host"]) == 0
    return folder


def package(folder: Path, release: Path | None = None) -> "subprocess.CompletedProcess[str]":
    environment = {**os.environ} | ({"PNEUMOSCOPE_RELEASE": str(release)} if release else {})
    arguments = ("package", "--stage", "local", "--package", str(folder))
    return serverless(*arguments, env=environment, capture_output=True, text=True)


def artifacts(folder: Path) -> set[str]:
    functions = json.loads((folder / "serverless-state.json").read_text())["service"]["functions"]
    return {function["package"]["artifact"] for function in functions.values()}


@pytest.mark.xdist_group("packaging")
def test_a_release_is_packaged_as_it_is_or_refused(release: Path, tmp_path: Path) -> None:
    assert package(tmp_path / "stage", release).returncode == 0
    manifest = read_release(release)
    paths = {(ROOT / path).resolve() for path in artifacts(tmp_path / "stage")}
    assert paths == {release / it.file for it in manifest.packages.values()}

    spoilt = shutil.copytree(release, tmp_path / "spoilt")
    (spoilt / manifest.packages["report"].file).write_bytes(b"another package")
    refused = package(tmp_path / "refused", spoilt)
    assert refused.returncode == 1
    assert "is not the file that was released" in refused.stderr


@pytest.mark.xdist_group("packaging")
def test_what_is_packaged_names_no_folder_of_the_machine(tmp_path: Path) -> None:
    assert package(tmp_path / "stage").returncode == 0
    assert {Path(path).parent for path in artifacts(tmp_path / "stage")} == {Path("build/packages")}
