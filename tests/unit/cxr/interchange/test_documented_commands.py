"""The commands of ``docs/integration`` work, one after the other, as a reader types them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from infra.gateway.trial.archive import TrialArchive
from infra.local.settings import free_port
from tests.support.films.identified import identified_film, sample
from tests.support.interchange.receivers import fhir_server

ROOT = Path(__file__).parents[4]
PAGES = sorted(
    # The commands for a gateway need one beside a stack: tests/integration runs them.
    page
    for page in (ROOT / "docs" / "integration").glob("*.md")
    if page.stem not in ("gateway", "connect")
)


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_the_page_work(page: Path, tmp_path: Path) -> None:
    run_commands(page, tmp_path, {})


def test_archive_and_record_get_the_results_by_the_commands_of_the_page(tmp_path: Path) -> None:
    archive = TrialArchive(tmp_path / "archive", free_port())
    bundles: list[dict[str, Any]] = []
    archive.start()
    try:
        with fhir_server(bundles) as address:
            systems = {"PACS": f"127.0.0.1 {archive.port}", "FHIR": address}
            run_commands(ROOT / "docs" / "integration" / "connect.md", tmp_path, systems)
    finally:
        archive.stop()
    assert len(archive.objects()) == 2
    assert [bundle["resourceType"] for bundle in bundles] == ["Bundle"]


def run_commands(page: Path, folder: Path, environment: dict[str, str]) -> None:
    """Run each command of a page, beside a film. Skip the test if a program is missing."""
    (folder / "film.dcm").write_bytes(identified_film(sample("pneumonia-1")))
    (folder / "tests").symlink_to(ROOT / "tests")
    python = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    missing = set()
    for command in commands(page):
        if program := _missing(command):
            missing.add(program)
            continue
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=os.environ | python | environment,
            capture_output=True,
            check=False,
            timeout=300,
        )
        assert done.returncode == 0, (command, done.stderr.decode(errors="replace"))
    if missing:
        pytest.skip(
            f"the rest works; missing: {', '.join(sorted(missing))} (apt-get install dcmtk dicom3tools)"
        )


def _missing(command: str) -> str | None:
    program = command.split(maxsplit=1)[0]
    return None if program == "python" or shutil.which(program) else program
