"""Bundles the scripts and styles of a package: a page takes two requests for them instead of fifteen."""

import hashlib
import subprocess
import sys
from pathlib import Path

from infra.packaging.errors import PackagingError
from infra.packaging.functions import ROOT

_PROGRAM = Path(__file__).with_name("bundle.mjs")


def bundle_pages(sources: Path) -> None:
    """Bundle the pages of ``sources``/webapp, if it is there. Raise PackagingError.

    The same files give the same bytes.
    """
    webapp = sources / "webapp"
    if not webapp.is_dir():
        return
    try:
        finished = subprocess.run(["node", str(_PROGRAM), str(webapp)], check=False, stdout=sys.stderr)
    except FileNotFoundError as error:
        raise PackagingError("Node is not on the PATH, so scripts and styles cannot be bundled.") from error
    if finished.returncode != 0:
        raise PackagingError("esbuild could not bundle scripts and styles; its own message stands above.")


def bundle_digest() -> bytes:
    """Return a digest that changes whenever the same files would give other bundles."""
    lock = ROOT / "package-lock.json"
    return hashlib.sha256(_PROGRAM.read_bytes() + lock.read_bytes()).digest()
