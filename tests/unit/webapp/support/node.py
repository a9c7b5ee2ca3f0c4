"""Runs script modules of the pages with Node."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import webapp

_PAGE = 'globalThis.document = { body: { dataset: { site: "site-a" } }, documentElement: { lang: "en" } };'
"""As much of a page as every script needs."""

_SCRIPTS = Path(webapp.__file__).parent / "static" / "js"


def run_script(module: str, program: str, *arguments: str) -> Any:
    """Return the JSON that ``program`` prints. Its arguments are the module's path and ``arguments``."""
    node = shutil.which("node")
    assert node
    done = subprocess.run(
        [node, "--input-type=module", "--eval", _PAGE + program, str(_SCRIPTS / module), *arguments],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
