"""The commands of ``docs/integration`` work, one after the other, as a reader types them."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.films.identified import identified_film, sample

ROOT = Path(__file__).parents[4]
PAGES = sorted(
    # The commands for a gateway need one beside a stack: tests/integration runs them.
    page
    for page in (ROOT / "docs" / "integration").glob("*.md")
    if page.stem != "gateway"
)


def commands(page: Path) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", page.read_text(), re.DOTALL)
    return [line for block in blocks for line in block.splitlines()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_the_page_work(page: Path, tmp_path: Path) -> None:
    (tmp_path / "film.dcm").write_bytes(identified_film(sample("pneumonia-1")))
    (tmp_path / "tests").symlink_to(ROOT / "tests")
    python = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}
    missing = set()
    for command in commands(page):
        if program := _missing(command):
            missing.add(program)
            continue
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=os.environ | python,
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
