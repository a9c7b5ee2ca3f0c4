"""Folders of Python files fit in the eye."""

from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MOST = 11
"""Python files in a folder, ``__init__.py`` not counted."""


@pytest.mark.parametrize("top", ["cxr", "functions", "infra", "training", "webapp"])
def test_a_folder_holds_no_more_files_than_fit_in_the_eye(top: str) -> None:
    files = [path for path in (ROOT / top).rglob("*.py") if path.name != "__init__.py"]
    assert files
    counts = Counter(str(path.parent.relative_to(ROOT)) for path in files)
    assert {folder: count for folder, count in counts.items() if count > MOST} == {}
