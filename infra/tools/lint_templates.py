"""`python -m infra.tools.lint_templates` packages every stage, then lints and scans the templates."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.packaging.functions import ROOT
from infra.tools.policy_scan import ScanFailed, scan
from infra.tools.serverless_cli import serverless

_CFN_LINT = Path(sys.executable).with_name("cfn-lint")

# W3005: `serverless` writes DependsOn for resources that are referenced anyway.
# E3505, local stage only: the queue's visibility timeout is shorter than the function's timeout. A failed
# film is retried within seconds rather than minutes.
_IGNORED = {"local": ["W3005", "E3505"], "dev": ["W3005"], "prod": ["W3005"]}

# What runs on AWS. An exception for the local stack, which is not guarded, would excuse the same fault there.
_SCANNED_STAGES = ("dev", "prod")
_BY_HAND = ("infra/backup_vault.yml", "infra/bootstrap.yml", "infra/firewall.yml", "infra/site/role.yml")
"""Templates that no stage's package contains."""

_CLEAN, _FAULTY, _UNKNOWN = 0, 1, 2


def main() -> int:
    """Return 0 if cfn-lint and checkov accept every template, and 2 if no one can say."""
    argparse.ArgumentParser(prog="python -m infra.tools.lint_templates", description=__doc__).parse_args()
    with tempfile.TemporaryDirectory() as folder:
        stages = {stage: _packaged(stage, Path(folder) / stage) for stage in _IGNORED}
        linted = [lint_file(template, _IGNORED[stage]) for stage, template in stages.items()]
        scanned = scan_files([stages[stage] for stage in _SCANNED_STAGES] + [ROOT / it for it in _BY_HAND])
    return max(*linted, scanned)


def _packaged(stage: str, folder: Path) -> Path:
    serverless("package", "--stage", stage, "--package", str(folder), check=True)
    return folder / "cloudformation-template-update-stack.json"


def lint_file(template: Path, ignored: list[str]) -> int:
    """Return 0 if cfn-lint accepts a template, but for the checks that are ignored."""
    ignoring = ["--ignore-checks", *ignored] if ignored else []
    return subprocess.run([_CFN_LINT, template, *ignoring], check=False).returncode


def scan_files(templates: list[Path]) -> int:
    """Return 0 if checkov finds what is argued and nothing else, 1 if not, 2 if it could not scan."""
    try:
        faults = scan(templates)
    except ScanFailed as e:
        print(f"lint_templates: {e}", file=sys.stderr)
        return _UNKNOWN
    print(*faults, sep="\n", end="\n" if faults else "", file=sys.stderr)
    return _FAULTY if faults else _CLEAN


if __name__ == "__main__":
    sys.exit(main())
