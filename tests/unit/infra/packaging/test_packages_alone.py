"""The packages as they run: with nothing else installed."""

import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest

from tests.support.films.identified import identified_film

HANDLERS = {
    "web": "webapp.lambda_handler",
    "report": "webapp.lambda_handler",
    "classify": "functions.classify.handler",
}

# What the functions' settings ask for. Importing calls no AWS, so the values need only look right.
ENVIRONMENT = {
    "STAGE": "prod",
    "LOG_LEVEL": "INFO",
    "UPLOADS_BUCKET": "uploads",
    "RESULTS_BUCKET": "results",
    "STUDIES_TABLE": "studies",
    "MEMBERS_TABLE": "members",
    "SESSIONS_TABLE": "sessions",
    "VERDICTS_TABLE": "verdicts",
    "AUDIT_TABLE": "audit",
    "AUDIT_RETENTION_DAYS": "2190",
    "USER_POOL_ID": "eu-central-1_abcdefghi",
    "WEB_CLIENT_ID": "web",
    "API_CLIENT_ID": "api",
    "APP_ORIGIN": "https://example.org",
    "MAX_RECEIVE_COUNT": "5",
    "ORIGINALS_EXPIRE_DAYS": "30",
    "PSEUDONYM_SECRET": "salt",
    "POWERTOOLS_SERVICE_NAME": "test",
    "POWERTOOLS_METRICS_NAMESPACE": "Pneumoscope",
    "AWS_REGION": "eu-central-1",
    "AWS_DEFAULT_REGION": "eu-central-1",
}


Unpack = Callable[[Path], Path]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Unpack:
    """Unpack a package, once for all that only read it."""

    @cache
    def unpack(package: Path) -> Path:
        folder = tmp_path_factory.mktemp(package.stem)
        with zipfile.ZipFile(package) as archive:
            archive.extractall(folder)
        return folder

    return unpack


@pytest.mark.parametrize("function", HANDLERS)
def test_the_laptop_package_imports_alone_and_compiles_nothing(
    host_packages: dict[str, Path], function: str, unpacked: Unpack
) -> None:
    folder = unpacked(host_packages[function])
    log = assert_imports(sys.executable, folder, HANDLERS[function])
    # `python -v` quotes the path of bytecode that it loads, and not that of a source that it compiles.
    assert f"# code object from '{folder}/cxr/__pycache__/" in log
    assert f"# code object from {folder}/" not in log


@pytest.mark.parametrize("codec", ["png", "tiff", "jpeg8", "jpegls", "jpeg2k"])
def test_the_classify_package_has_each_decoder(
    host_packages: dict[str, Path], codec: str, unpacked: Unpack
) -> None:
    # A codec that is missing shows when it is called.
    program = f"m.{codec}_decode(b'no picture')"
    log = run_alone(sys.executable, unpacked(host_packages["classify"]), "imagecodecs", program).stderr
    assert "Error" in log
    assert "DelayedImportError" not in log
    assert "ModuleNotFoundError" not in log
    assert "ImportError" not in log


ALL_OBJECTS = """
from cxr.imaging.reader import read
from cxr.inference.model_card import load_model_card
from cxr.inference.classifier import Prediction
from cxr.storage.sites.site_settings import WantedObjects
from cxr.study import Finding, Label, Status, Study
from datetime import datetime, timezone
from pathlib import Path
import numpy as np
class Settings:
    def result_objects(self, site): return WantedObjects(("sr", "sr3d", "sc", "pr", "fhir"), 0.1)
now, grid = datetime.now(timezone.utc), np.zeros((7, 7), np.float32)
finding = Finding(0.9, Label.POSITIVE, True, load_model_card().version)
judgement = Prediction(finding, logit=1.0, activation_map=grid, cells=grid, lungs=grid)
study, film = Study("site", "01", Status.PROCESSING, now, now), read(Path(FILM).read_bytes())
print(*m.SiteObjects(Settings(), load_model_card()).of_film(study, film, judgement, finding, now))
"""


def test_the_classify_package_makes_result_objects_by_itself(
    host_packages: dict[str, Path], unpacked: Unpack, tmp_path: Path
) -> None:
    film = tmp_path / "film.dcm"
    film.write_bytes(identified_film())
    program = f"FILM = {str(film)!r}{ALL_OBJECTS}"
    module = "cxr.interchange.site_objects"
    done = run_alone(sys.executable, unpacked(host_packages["classify"]), module, program)
    assert done.stdout.split() == ["sr.dcm", "sr3d.dcm", "sc.dcm", "pr.dcm", "fhir.json"], done.stderr[-2000:]


def test_the_report_package_draws_with_nothing_else_installed(
    host_packages: dict[str, Path], unpacked: Unpack
) -> None:
    assert_imports(sys.executable, unpacked(host_packages["report"]), "cxr.report.pdf", "report_pdf")


@pytest.mark.parametrize("function", HANDLERS)
def test_the_lambda_package_imports_with_nothing_else_installed(
    aws_packages: dict[str, Path], function: str, unpacked: Unpack
) -> None:
    python = python_3_13()
    if python is None:
        pytest.skip("this machine has no Python 3.13 for x86-64 Linux")
    assert_imports(python, unpacked(aws_packages[function]), HANDLERS[function])


def assert_imports(python: str, folder: Path, module: str, name: str = "handler") -> str:
    """Return what `python -v` says of the imports."""
    finished = run_alone(python, folder, module, f"assert m.{name}")
    assert finished.returncode == 0, finished.stderr[-2000:]
    return finished.stderr


def run_alone(python: str, folder: Path, module: str, program: str) -> "subprocess.CompletedProcess[str]":
    """Run a program with a module of the unpacked package as ``m``."""
    # -S leaves out site-packages and -I the environment, so only the package and the standard library remain.
    # -B leaves the folder as it is: bytecode that one program wrote would be there for the next one.
    begin = f"import sys; sys.path.insert(0, {str(folder)!r}); import {module} as m; "
    return subprocess.run(
        [python, "-I", "-S", "-B", "-v", "-c", begin + program],
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
    )


def python_3_13() -> str | None:
    """A Python 3.13 that runs: on the PATH, or among pyenv's, whose shims may be there and not work."""
    pyenv = sorted(
        Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")).glob("versions/3.13*/bin/python")
    )
    for candidate in (shutil.which("python3.13"), *map(str, pyenv)):
        if candidate and subprocess.run([candidate, "-V"], capture_output=True, check=False).returncode == 0:
            return candidate
    return None
