"""`python -m infra.tools.install_chromium` installs Chromium for the browser tests, unless it is there."""

import os
import shutil
import subprocess
import sys

NAMES = ("chromium", "chromium-browser", "google-chrome")


def find() -> str | None:
    """Return the path of an installed Chromium, or None."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def main() -> int:
    """Install Debian's Chromium as root; without apt or root, print what to install and return 1."""
    if find():
        return 0
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        print(
            "The browser tests need Chromium: install it, for example with `apt-get install chromium`.",
            file=sys.stderr,
        )
        return 1
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"], check=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
