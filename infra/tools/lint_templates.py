"""`python -m infra.tools.lint_templates` packages every stage and lints its CloudFormation template."""

import subprocess
import sys
import tempfile
from pathlib import Path

from infra.tools.serverless_cli import serverless

_CFN_LINT = Path(sys.executable).with_name("cfn-lint")

# W3005: the deploy tool names dependencies that follow from references anyway.
# E3505, laptop only: its queue hands a film out again before the function's time is up, so that nobody waits
# minutes for a retry.
_IGNORED = {"local": ["W3005", "E3505"], "dev": ["W3005"], "prod": ["W3005"]}


def main() -> int:
    """0 when the templates of all stages are sound."""
    return max(_lint(stage, ignored) for stage, ignored in _IGNORED.items())


def _lint(stage: str, ignored: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        serverless("package", "--stage", stage, "--package", folder, check=True)
        template = Path(folder) / "cloudformation-template-update-stack.json"
        return subprocess.run([_CFN_LINT, template, "--ignore-checks", *ignored], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
