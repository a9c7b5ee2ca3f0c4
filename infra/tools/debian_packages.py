"""Debian packages that tests need, installed where that is possible."""

import os
import shutil
import subprocess


def install(packages: list[str]) -> bool:
    """Install the packages as root. Return False without apt or root."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    subprocess.run(["apt-get", "update", "-qq"], check=True)
    # The run level of a single user: a package that brings a server must not start it.
    quietly = os.environ | {"RUNLEVEL": "1", "DEBIAN_FRONTEND": "noninteractive"}
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    subprocess.run(command, check=True, env=quietly)
    return True
