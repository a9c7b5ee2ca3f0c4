"""Code, pages and documents use the words of the style guide in CONTRIBUTING.md."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = ("cxr", "docs", "functions", "infra", "tests", "training", "webapp")
KINDS = {".css", ".html", ".js", ".md", ".py", ".yml"}
REPLACED = re.compile(
    r"(?<![a-z])(anew|whatever they|what is no|nobody|told|tells)(?![a-z@\"])", re.IGNORECASE
)


@pytest.mark.parametrize("folder", FOLDERS)
def test_no_file_has_a_word_that_the_style_guide_replaces(folder: str) -> None:
    files = [path for path in (ROOT / folder).rglob("*") if path.suffix in KINDS and path != Path(__file__)]
    assert files
    found = [
        f"{path.relative_to(ROOT)}:{number}: {match[0]}"
        for path in files
        for number, line in enumerate(path.read_text().splitlines(), 1)
        for match in REPLACED.finditer(line)
    ]
    assert found == []
