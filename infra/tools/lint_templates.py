"""`python -m infra.tools.lint_templates` packages every stage and lints its CloudFormation template."""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

from infra.tools.serverless_cli import serverless

_CFN_LINT = Path(sys.executable).with_name("cfn-lint")

# W3005: `serverless` writes DependsOn for resources that are referenced anyway.
# E3505, local stage only: the queue's visibility timeout is shorter than the function's timeout. A failed
# film is retried within seconds rather than minutes.
_IGNORED = {"local": ["W3005", "E3505"], "dev": ["W3005"], "prod": ["W3005"]}


def main() -> int:
    """Lint the template of every stage. Return 0 if cfn-lint accepts all of them."""
    argparse.ArgumentParser(prog="python -m infra.tools.lint_templates", description=__doc__).parse_args()
    return max(_lint(stage, ignored) for stage, ignored in _IGNORED.items())


def _lint(stage: str, ignored: list[str]) -> int:
    with tempfile.TemporaryDirectory() as folder:
        serverless("package", "--stage", stage, "--package", folder, check=True)
        template = Path(folder) / "cloudformation-template-update-stack.json"
        return lint_file(template, ignored)


def lint_file(template: Path, ignored: list[str]) -> int:
    """Return 0 if cfn-lint accepts a template, but for the checks that are ignored."""
    ignoring = ["--ignore-checks", *ignored] if ignored else []
    return subprocess.run([_CFN_LINT, template, *ignoring], check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
