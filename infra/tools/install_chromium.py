"""`python -m infra.tools.install_chromium` installs Chromium for the browser tests, unless it is there."""

import argparse
import shutil
import sys

from infra.tools import debian_packages

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Install Debian's Chromium as root; without apt or root, print what to install and return 1."""
    argparse.ArgumentParser(prog="python -m infra.tools.install_chromium", description=__doc__).parse_args()
    if find() or debian_packages.install(["chromium"]):
        return 0
    print(
        "The browser tests need Chromium: install it, for example with `apt-get install chromium`.",
        file=sys.stderr,
    )
    return 1


if __name__ == "__main__":
    sys.exit(main())
