"""Whoever asks where data of people is finds every place."""

import re
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[4]
SECURITY = (ROOT / "docs" / "security.md").read_text()
KEEPING = {
    *("AWS::S3::Bucket", "AWS::DynamoDB::Table", "AWS::SQS::Queue"),
    *("AWS::Cognito::UserPool", "AWS::SecretsManager::Secret", "AWS::Logs::LogGroup"),
    # Its backups are in vaults of their own.
    "AWS::Backup::BackupPlan",
}
"""Kinds of resources that keep something."""


def test_every_resource_that_keeps_anything_is_in_the_data_map(guarded: dict[str, Any]) -> None:
    mapped = set(re.findall(r"`(\w+)`", SECURITY.partition("## Threats")[0]))
    resources = guarded["Resources"].items()
    keeping = {name for name, resource in resources if resource["Type"] in KEEPING}
    assert keeping - mapped == set()


def test_nothing_in_the_data_map_is_gone(guarded: dict[str, Any]) -> None:
    rows = [line for line in SECURITY.partition("## Threats")[0].splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+)`", row.split("|")[1])}
    assert named <= guarded["Resources"].keys()


def test_every_threat_names_a_test_that_exists() -> None:
    threats = SECURITY.partition("## Threats")[2].partition("## What is not")[0]
    rows = [line.split("|") for line in threats.splitlines() if line.startswith("| ")][1:]
    for row in rows:
        tests = re.findall(r"`(tests/[\w/.]+)`", row[3])
        assert tests, row[1]
        assert [name for name in tests if not (ROOT / name).exists()] == []
