"""`python -m infra.tools.install_dicom_tools` installs the programs that check our DICOM results."""

import argparse
import shutil
import sys

from infra.tools import debian_packages

PACKAGES = {"dsrdump": "dcmtk", "dciodvfy": "dicom3tools", "Orthanc": "orthanc orthanc-dicomweb"}
"""A program of the Debian packages that it needs. All of them take 100 MB."""


def main() -> int:
    """Install what is missing as root; without apt or root, say what is left out. Return 0."""
    argparse.ArgumentParser(
        prog="python -m infra.tools.install_dicom_tools", description=__doc__
    ).parse_args()
    missing = [
        package
        for program, packages in PACKAGES.items()
        if not shutil.which(program)
        for package in packages.split()
    ]
    if missing and not debian_packages.install(missing):
        print(
            f"Tests that check DICOM results are skipped: `apt-get install {' '.join(missing)}` runs them.",
            file=sys.stderr,
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
