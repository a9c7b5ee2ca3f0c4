"""`python -m infra.tools.install_dicom_tools` installs the programs that check our DICOM results."""

import shutil
import sys

from infra.tools import debian_packages

PACKAGES = {"dsrdump": "dcmtk", "dciodvfy": "dicom3tools"}
"""A program of each Debian package. The packages take 80 MB."""


def main() -> int:
    """Install what is missing as root; without apt or root, say what is left out. Return 0."""
    missing = [package for program, package in PACKAGES.items() if not shutil.which(program)]
    if missing and not debian_packages.install(missing):
        print(
            f"Tests that check DICOM results are skipped: `apt-get install {' '.join(missing)}` runs them.",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
