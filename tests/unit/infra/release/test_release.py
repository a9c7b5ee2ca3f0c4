"""A release is built once, and deployed as it was built or not at all."""

import base64
import hashlib
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cxr.inference.model_card import load_model_card
from infra.packaging.functions import ROOT
from infra.packaging.targets import HOST
from infra.release import __main__ as command
from infra.release.__main__ import main
from infra.release.manifest import MANIFEST, digest_of, read_release, sha256_of
from infra.stage import Stage

FUNCTIONS = ("accounts", "classify", "drift", "report", "web")


@pytest.fixture
def package(tmp_path: Path) -> Callable[[str], Path]:
    """A small package with the model."""

    def make(text: str) -> Path:
        path = tmp_path / f"{text}.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("code.py", text)
            for name in ("model_card.json", "pneumonia.tflite"):
                archive.write(ROOT / "cxr" / "model" / name, f"cxr/model/{name}")
        return path

    return make


@pytest.fixture
def release(package: Callable[[str], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of a release for the laptop."""
    packages = {name: package("web" if name in ("accounts", "drift") else name) for name in FUNCTIONS}
    monkeypatch.setattr(command, "build_all", lambda _: packages)
    assert main(["build", str(tmp_path / "release"), "--target", "host"]) == 0
    return tmp_path / "release"


class Aws:
    """A stage whose functions run some packages; also the session and the client that lead there."""

    class exceptions:  # noqa: N801 - boto3's name
        class ResourceNotFoundException(Exception): ...

    def __init__(self, code: dict[str, bytes], versions: dict[str, bytes | None] | None = None) -> None:
        # A version without code of its own has that of its function.
        self._code, self._versions = code, versions

    def client(self, *_: Any, **__: Any) -> "Aws":
        return self

    def get_alias(self, FunctionName: str, Name: str) -> dict[str, Any]:  # noqa: N803
        if self._versions is None or FunctionName not in self._code:
            raise self.exceptions.ResourceNotFoundException
        assert Name == "live"
        first, *others = self._versions
        routing = {"AdditionalVersionWeights": dict.fromkeys(others, 0.1)}
        return {"FunctionVersion": first, "RoutingConfig": routing}

    def get_function_configuration(self, FunctionName: str, Qualifier: str) -> dict[str, str]:  # noqa: N803
        if FunctionName not in self._code:
            raise self.exceptions.ResourceNotFoundException
        versions: dict[str, bytes | None] = {"$LATEST": None} if self._versions is None else self._versions
        code = versions[Qualifier] or self._code[FunctionName]
        return {"CodeSha256": base64.b64encode(hashlib.sha256(code).digest()).decode()}


@pytest.fixture
def deployed(monkeypatch: pytest.MonkeyPatch) -> list[dict[str, Any]]:
    """What `serverless` was asked for."""
    calls: list[dict[str, Any]] = []

    def serverless(*arguments: str, **options: Any) -> "subprocess.CompletedProcess[bytes]":
        calls.append({"arguments": arguments, **options})
        return subprocess.CompletedProcess(arguments, 0)

    monkeypatch.setattr(command, "serverless", serverless)
    return calls


def test_a_release_names_its_packages_and_its_model(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["check", str(release)]) == 0
    manifest = read_release(release)
    card = load_model_card()
    assert (manifest.model.version, manifest.model.sha256) == (card.version, card.sha256)
    assert tuple(manifest.packages) == FUNCTIONS
    for made in manifest.packages.values():
        assert sha256_of(release / made.file) == made.sha256
    assert f"release   {digest_of(release)}" in capsys.readouterr().out


def test_two_releases_of_the_same_packages_are_equal(release: Path, tmp_path: Path) -> None:
    assert main(["build", str(tmp_path / "again"), "--target", "host"]) == 0
    assert digest_of(tmp_path / "again") == digest_of(release)


def changed_package(release: Path) -> None:
    path = release / read_release(release).packages["web"].file
    path.write_bytes(path.read_bytes() + b"more")


def missing_package(release: Path) -> None:
    (release / read_release(release).packages["classify"].file).unlink()


def missing_bill(release: Path) -> None:
    (release / "report.cdx.json").unlink()


def other_model(release: Path) -> None:
    document = json.loads((release / MANIFEST).read_text())
    document["model"]["version"] = "0.0.1"
    (release / MANIFEST).write_text(json.dumps(document))


def path_that_leads_out(release: Path) -> None:
    document = json.loads((release / MANIFEST).read_text())
    document["packages"]["web"]["file"] = "../web.zip"
    (release / MANIFEST).write_text(json.dumps(document))


@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (changed_package, "web.zip is not the file that was released"),
        (missing_bill, "report.cdx.json is missing"),
        (missing_package, "is missing: copy the whole release again"),
        (other_model, "contains another model than its manifest names"),
        (path_that_leads_out, "is no manifest of a release"),
        (lambda release: (release / MANIFEST).unlink(), "contains no release"),
    ],
)
def test_a_release_that_was_changed_is_not_deployed(
    release: Path,
    deployed: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path], None],
    sentence: str,
) -> None:
    spoil(release)
    assert main(["check", str(release)]) == 1
    assert main(["deploy", str(release), "--stage", "local"]) == 1
    assert main(["packages", str(release), "--target", "host"]) == 1
    assert capsys.readouterr().err.count(sentence) == 3
    assert deployed == []


def test_another_release_than_the_wanted_one_is_refused(
    release: Path, deployed: list[dict[str, Any]], capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["deploy", str(release), "--stage", "prod", "--digest"]
    assert main([*arguments, "0" * 64]) == 1
    assert f"and {'0' * 64} is wanted" in capsys.readouterr().err
    assert main([*arguments, digest_of(release)]) == 0
    assert deployed[0]["arguments"][:3] == ("deploy", "--stage", "prod")
    assert deployed[0]["env"]["PNEUMOSCOPE_RELEASE"] == str(release)


def test_a_folder_with_something_in_it_takes_no_release(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = digest_of(release)
    assert main(["build", str(release), "--target", "host"]) == 1
    assert "give a release a folder of its own" in capsys.readouterr().err
    assert digest_of(release) == before


def test_packages_for_another_interpreter_are_refused(
    release: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["packages", str(release), "--target", "host"]) == 0
    assert json.loads(capsys.readouterr().out)["web"] == str(release / "web.zip")
    assert main(["packages", str(release), "--target", "lambda"]) == 1
    assert f"The release is for {HOST.name}, and the stage needs lambda" in capsys.readouterr().err


FOUND = pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ({}, ""),
        ({"pneumoscope-staging-classify": b"other"}, "The stage staging runs another classify"),
        ({"pneumoscope-staging-web": None}, "The stage staging has no function web"),
    ],
)
"""What `staging` runs apart from the release, and what the operator reads."""


@pytest.fixture
def staging(release: Path, code: dict[str, bytes | None], monkeypatch: pytest.MonkeyPatch) -> None:
    """A stage that runs the release, but for ``code``."""
    packages = read_release(release).packages.items()
    runs: dict[str, bytes | None] = {
        f"pneumoscope-staging-{name}": (release / it.file).read_bytes() for name, it in packages
    }
    aws: Any = Aws({name: content for name, content in (runs | code).items() if content is not None})
    monkeypatch.setattr(command, "open_stage", lambda *_: Stage(aws, None, {}))


@FOUND
@pytest.mark.usefixtures("staging")
def test_a_check_compares_what_a_stage_runs(
    release: Path, capsys: pytest.CaptureFixture[str], sentence: str
) -> None:
    assert main(["check", str(release), "--stage", "staging"]) == (1 if sentence else 0)
    assert sentence in capsys.readouterr().err


@FOUND
@pytest.mark.usefixtures("staging")
def test_a_stage_gets_what_an_earlier_stage_runs(
    release: Path,
    deployed: list[dict[str, Any]],
    capsys: pytest.CaptureFixture[str],
    sentence: str,
) -> None:
    assert main(["deploy", str(release), "--stage", "prod", "--after", "staging"]) == (1 if sentence else 0)
    assert sentence in capsys.readouterr().err
    assert len(deployed) == (0 if sentence else 1)


@pytest.mark.parametrize(
    ("versions", "status"),
    [
        ({"2": None}, 0),
        ({"1": b"older"}, 1),
        ({"1": b"older", "2": None}, 1),
        ({"2": None, "1": b"older"}, 1),
    ],
)
def test_a_canary_counts_once_it_has_ended(
    release: Path, monkeypatch: pytest.MonkeyPatch, versions: dict[str, bytes | None], status: int
) -> None:
    packages = read_release(release).packages.items()
    code = {f"pneumoscope-prod-{name}": (release / it.file).read_bytes() for name, it in packages}
    aws: Any = Aws(code, versions)
    monkeypatch.setattr(command, "open_stage", lambda *_: Stage(aws, None, {}))
    assert main(["check", str(release), "--stage", "prod"]) == status
