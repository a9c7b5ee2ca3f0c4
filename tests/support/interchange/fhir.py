"""Two independent opinions on FHIR resources."""

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

from fhir.resources.R4B.bundle import Bundle

_ROOT = Path(__file__).parents[3]


def faults(resources: dict[str, Any], folder: Path) -> list[str]:
    """What the R4 validator finds wrong; empty if nothing is."""
    node = shutil.which("node")
    assert node
    file = folder / "bundle.json"
    file.write_text(json.dumps(resources))
    program = _ROOT / "tests" / "fhir" / "validate.mjs"
    done = subprocess.run([node, program, file], capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == (1 if done.stdout else 0), done.stderr
    return done.stdout.splitlines()


def resource(resources: dict[str, Any], kind: str) -> dict[str, Any]:
    """The only resource of a kind. Types and references of the whole bundle are checked first."""
    Bundle.model_validate(resources)
    addresses = {entry["fullUrl"] for entry in resources["entry"]}
    assert set(_references(resources)) <= addresses
    found: dict[str, Any]
    (found,) = (
        entry["resource"] for entry in resources["entry"] if entry["resource"]["resourceType"] == kind
    )
    return found


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        own = [part["reference"]] if "reference" in part else []
        return own + [found for value in part.values() for found in _references(value)]
    return [found for value in part for found in _references(value)] if isinstance(part, list) else []
