"""A transcript shows what was seen, and ends where something went wrong."""

import re
from pathlib import Path

import pytest

from infra.first_week.transcript import CommandFailed, Transcript

PAGE = Path(__file__).parents[4] / "docs" / "first_week.md"


@pytest.fixture
def seen(tmp_path: Path) -> Transcript:
    return Transcript(tmp_path, {"PATH": "/usr/bin:/bin"}, {str(tmp_path): "~/pneumoscope"})


def test_a_command_is_shown_with_what_it_prints_and_without_paths(seen: Transcript, tmp_path: Path) -> None:
    seen.heading("Monday")
    assert seen.run("pwd; echo; echo second") == f"{tmp_path}\n\nsecond\n"
    shown = "\n## Monday\n\n```console\n$ pwd; echo; echo second\n~/pneumoscope\nsecond\n```\n"
    assert seen.text() == shown


def test_a_command_that_fails_ends_the_transcript(seen: Transcript) -> None:
    with pytest.raises(CommandFailed, match="status 3\nwhy"):
        seen.run("echo why; exit 3")
    assert seen.run("exit 3", expected=3) == ""
    assert not seen.succeeds("exit 3")


def test_long_output_is_cut(seen: Transcript) -> None:
    seen.run("seq 30")
    assert "\n24\n… 6 lines more\n```" in seen.text()


def test_the_page_has_each_day_and_no_folder_of_a_machine() -> None:
    text = PAGE.read_text()
    assert re.findall(r"^## (\w+):", text, re.MULTILINE) == [
        *("Monday", "Tuesday", "Wednesday", "Thursday", "Friday")
    ]
    for command in ("redrive", "rollback", "restore", "adopt", "smoke"):
        assert re.search(rf"^\$ .*{command}", text, re.MULTILINE), command
    assert "FilmsGivenUpAlarm" in text
    assert not re.search(r"(?<![~\w])/(work|tmp|root|home)/", text)
