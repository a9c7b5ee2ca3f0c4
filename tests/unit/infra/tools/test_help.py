"""A command without options of its own still explains itself, and does nothing else then."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[4]
COMMANDS = (
    *("infra.capacity", "infra.first_week", "infra.materials", "infra.openapi"),
    *("infra.tools.audit", "infra.tools.install_chromium"),
    *("infra.tools.install_dicom_tools", "infra.tools.lint_templates", "infra.tools.stack_drift"),
)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_shows_its_help(command: str) -> None:
    done = subprocess.run(
        [sys.executable, "-m", command, "--help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"usage: python -m {command}")
