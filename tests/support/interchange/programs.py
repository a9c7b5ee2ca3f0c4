"""Programs of others that check results; a test that cannot run says which package is missing."""

import shutil
import subprocess
from pathlib import Path

import pytest

_PACKAGES = {
    "dciodvfy": "dicom3tools",
    "dsrdump": "dcmtk",
    "dsr2html": "dcmtk",
    "dcmdump": "dcmtk",
    "dcmj2pnm": "dcmtk",
    "DicomSRValidator": "pixelmed-apps default-jre-headless",
}


def run_program(name: str, *arguments: str | Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a program of a Debian package; its output is text, both streams together."""
    program = shutil.which(name)
    if program is None:
        pytest.skip(f"{name} is missing: apt-get install {_PACKAGES[name]}")
    return subprocess.run(
        ["env", *(f"{key}={value}" for key, value in environment.items()), program, *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
        encoding="latin-1",
        timeout=600,
    )
