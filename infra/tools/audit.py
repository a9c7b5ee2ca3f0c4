"""`python -m infra.tools.audit` asks public databases for known vulnerabilities of every pinned version."""

import argparse
import json
import subprocess
import sys
from pathlib import Path

from infra.packaging.functions import ROOT

_PIP_AUDIT = Path(sys.executable).with_name("pip-audit")
# Not checkov, which enters no package: it asks for old libraries, and reads our templates without a network.
_LOCKS = ("web", "report", "classify", "gateway", "local", "ministack", "dev")
_VULNERABLE, _UNKNOWN = 1, 2


class DatabaseUnreachableError(Exception):
    """A database did not answer, so nothing is known; the message names it."""


def main() -> int:
    """Return 0 if no vulnerability is known, 1 if one is, 2 if a database did not answer."""
    argparse.ArgumentParser(prog="python -m infra.tools.audit", description=__doc__).parse_args()
    found: list[str] = []
    status = 0
    for audit in (_python, _node):
        try:
            found += audit()
        except DatabaseUnreachableError as e:
            print(f"audit: {e}; whether the pinned versions are vulnerable is unknown.", file=sys.stderr)
            status = _UNKNOWN
    for line in found:
        print(line)
    if not found and status == 0:
        print("No vulnerability of the pinned versions is known.")
    return _VULNERABLE if found else status


def python_findings(report: str) -> list[str]:
    """Return a line for each vulnerability in a report of pip-audit. Raise DatabaseUnreachableError."""
    try:
        audited = json.loads(report)["dependencies"]
    except json.JSONDecodeError as e:
        raise DatabaseUnreachableError("the database of Python packages does not answer") from e
    return [
        f"{it['name']} {it['version']}: {flaw['id']}, mended in {', '.join(flaw['fix_versions']) or 'none'}"
        for it in audited
        for flaw in it.get("vulns", [])
    ]


def node_findings(report: str) -> list[str]:
    """Return a line for each vulnerable package in a report of npm. Raise DatabaseUnreachableError."""
    found = json.loads(report)
    if "vulnerabilities" not in found:
        raise DatabaseUnreachableError("the database of Node packages does not answer")
    return [f"{name}: {it['severity']}, in {it['range']}" for name, it in found["vulnerabilities"].items()]


def _python() -> list[str]:
    locks = [option for name in _LOCKS for option in ("--requirement", f"requirements/{name}.txt")]
    options = ("--disable-pip", "--require-hashes", "--format=json", "--progress-spinner=off")
    return python_findings(_report(str(_PIP_AUDIT), *options, *locks))


def _node() -> list[str]:
    return node_findings(_report("npm", "audit", "--json"))


def _report(*command: str) -> str:
    """Return what the program prints. Its exit status is the same for a vulnerability and for no answer."""
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True).stdout


if __name__ == "__main__":
    sys.exit(main())
