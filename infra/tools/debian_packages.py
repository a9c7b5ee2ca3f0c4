"""Debian packages that tests need, installed where that is possible."""

import os
import shutil
import subprocess


def install(packages: list[str]) -> bool:
    """Install the packages as root. Return False without apt or root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    subprocess.run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages], check=True)
    return True
