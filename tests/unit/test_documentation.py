"""What the documents tell a reader to type works."""

import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]

COVERED = {
    "make run": "tests/integration starts and restarts the same stack",
    "make test": "it is what runs this",
    "python -m infra.redrive --stage local": "tests/unit/infra runs it, tests/integration redrives a film",
    "npm ci": "make test installs Node's packages so",
    "npx serverless deploy --stage prod --region eu-central-1": "needs an account; the stack's tests deploy",
    **dict.fromkeys(
        (
            "aws service-quotas request-service-quota-increase --service-code lambda --quota-code L-B99A9384"
            " --desired-value 1000",
            "npx serverless deploy --stage prod --param maximumConcurrency=50",
            "npx serverless deploy --stage prod --param mail=DEVELOPER --param mailIdentityArn=ARN"
            " --param mailFrom=ADDRESS",
            "npx serverless deploy --stage prod --param deletionProtection=INACTIVE",
            "npx serverless deploy --stage prod",
            "aws cognito-idp admin-create-user --user-pool-id POOL --username ADDRESS"
            " --user-attributes Name=email,Value=ADDRESS Name=email_verified,Value=true"
            " --message-action SUPPRESS",
            "aws cognito-idp admin-set-user-password --user-pool-id POOL --username ADDRESS"
            " --password PASSWORD --permanent",
            "aws cognito-idp admin-get-user --user-pool-id POOL --username ADDRESS",
            "aws cognito-idp admin-disable-user --user-pool-id POOL --username ADDRESS",
            'aws dynamodb put-item --table-name TABLE --item \'{"sub": {"S": "SUB"}, "site": {"S": "SITE"},'
            ' "role": {"S": "clinician"}}\'',
            'aws dynamodb delete-item --table-name TABLE --key \'{"sub": {"S": "SUB"}}\'',
        ),
        "needs an account; tests/unit/infra packages with such parameters",
    ),
    "make training": "make test installs the same packages",
    "python -m training run --data DIR --version NAME": "tests/unit/training trains on films of noise",
    "python -m training run --recipe quick_cpu --data DIR --version NAME": "tests/unit/training follows it",
    "python -m training run --config training/reports/RELEASE/config.json --weights"
    " training/reports/RELEASE/weights.npz --data DIR --non-chest DIR --other-population DIR"
    " --version NAME": "tests/unit/training starts from an earlier run",
    **dict.fromkeys(
        (
            "python -m training train --architecture efficientnetlite2 --weights imagenet --data DIR"
            " --run runs/lite",
            "python -m training.warm_start --of runs/lite --run runs/transferred",
            "python -m training run --weights runs/transferred/weights.npz --data DIR --non-chest DIR"
            " --other-population DIR --version NAME",
        ),
        "tests/unit/training transfers a network; training one so large takes minutes",
    ),
}
"""Commands that another test runs, or that need what a test has not."""


def commands() -> list[str]:
    blocks = [
        block for path in DOCUMENTS for block in re.findall(r"```sh\n(.*?)```", path.read_text(), re.DOTALL)
    ]
    return sorted({line.strip() for block in blocks for line in block.splitlines() if line.strip()})


@pytest.mark.parametrize("command", [command for command in commands() if command not in COVERED])
def test_a_documented_command_runs(command: str) -> None:
    words = shlex.split(command)
    if words[0] == "python":
        words[0] = sys.executable
    done = subprocess.run(words, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_every_make_target_and_file_that_is_named_exists(document: Path) -> None:
    text = document.read_text()
    targets = set(re.findall(r"^([a-z-]+):.*##", (ROOT / "Makefile").read_text(), re.MULTILINE))
    assert set(re.findall(r"(?:^|`)make ([a-z]+)(?:$|`)", text, re.MULTILINE)) <= targets
    links = [link for link in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in link]
    assert [link for link in links if not (document.parent / link).exists()] == []


def test_what_is_covered_elsewhere_is_still_documented() -> None:
    assert set(COVERED) <= set(commands())
