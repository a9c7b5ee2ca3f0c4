"""The page of the first change fits the code, and its commands work."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.documents import ROOT

FIRST_CHANGE = ROOT / "docs" / "first_change.md"


def hunks() -> list[tuple[Path, str, str]]:
    """Return each change of the first-change page: its file, and its lines before and after."""
    found, file = [], ROOT
    pattern = r"`([\w/]+\.py)`|```diff\n(.*?)```"
    for name, change in re.findall(pattern, FIRST_CHANGE.read_text(), re.DOTALL):
        if name:
            file = ROOT / name
            continue
        before, after = (
            "\n".join(line[1:] for line in change.splitlines() if not line.startswith(left_out))
            for left_out in ("+", "-")
        )
        found.append((file, before, after))
    return found


@pytest.mark.parametrize(("file", "before", "after"), hunks())
def test_the_first_change_fits_the_code(file: Path, before: str, after: str) -> None:
    code = file.read_text()
    assert before in code or after in code, "after: a reader who follows the page runs this test, too"


def test_the_first_change_begins_with_an_image_that_is_read(tmp_path: Path) -> None:
    make_image, judge = re.findall(r"^python (?:-c|-m cxr) .+$", FIRST_CHANGE.read_text(), re.MULTILINE)[:2]
    image = str(tmp_path / "stretched.png")
    for command in (make_image, judge):
        words = shlex.split(command.replace("build/stretched.png", image))
        done = subprocess.run(
            [sys.executable, *words[1:]], cwd=ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr
    assert "probability" in done.stdout or "refused (stretched)" in done.stdout
