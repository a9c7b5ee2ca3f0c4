"""A template that breaks a policy is refused, unless somebody argued for it. Nothing leaves the machine."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from infra.tools import policy_scan
from infra.tools.lint_templates import scan_files
from infra.tools.policy_scan import (
    EXCEPTIONS,
    Finding,
    PolicyException,
    ScanFailed,
    complaints,
    findings,
    read_exceptions,
)

OPEN = Finding("CKV_AWS_53", "FilmsBucket", "Ensure S3 bucket has block public ACLs enabled", "prod.json")
REASON = "It contains the styles of the pages, which everybody may read."


def exception(**changes: Any) -> PolicyException:
    parts = {"rule": OPEN.rule, "finding": "open", "resources": [OPEN.resource], "reason": REASON}
    return PolicyException.model_validate(parts | changes)


def report(**changes: Any) -> str:
    summary = {"passed": 3, "failed": 0, "skipped": 0, "parsing_errors": 0} | changes
    return json.dumps({"results": {"failed_checks": []}, "summary": summary})


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Runs in the place of checkov."""
    path = tmp_path / "checkov"
    monkeypatch.setattr(policy_scan, "_CHECKOV", path)
    return path


def write(program: Path, script: str) -> None:
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_a_bucket_that_is_open_to_everybody_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bucket = {"Type": "AWS::S3::Bucket", "Properties": {"AccessControl": "PublicRead"}}
    template = tmp_path / "open.json"
    template.write_text(json.dumps({"Resources": {"FilmsBucket": bucket}}))

    assert scan_files([template]) == 1

    refused = [line for line in capsys.readouterr().err.splitlines() if line.startswith(str(template))]
    broken = {rule: line for line in refused for rule in ("CKV_AWS_20:", "CKV_AWS_53:") if rule in line}
    assert broken.keys() == {"CKV_AWS_20:", "CKV_AWS_53:"}
    assert all("FilmsBucket breaks" in line for line in broken.values())


def test_a_finding_stands_if_its_rule_and_resource_are_argued() -> None:
    assert list(complaints([OPEN], [exception()])) == []


@pytest.mark.parametrize("changes", [{"rule": "CKV_AWS_54"}, {"resources": ["AnotherBucket"]}])
def test_an_argument_covers_no_other_rule_and_no_other_resource(changes: dict[str, Any]) -> None:
    refused, unused = complaints([OPEN], [exception(**changes)])
    assert refused == f"prod.json: FilmsBucket breaks CKV_AWS_53: {OPEN.words}"
    assert "no longer breaks" in unused


def test_an_exception_that_nothing_needs_is_refused() -> None:
    (unused,) = complaints([], [exception()])
    assert unused == "policy_exceptions.yml: FilmsBucket no longer breaks CKV_AWS_53: remove it"


@pytest.mark.parametrize("part", [{"reason": "fine"}, {"resources": []}, {"rule": "all"}, {"author": "me"}])
def test_an_exception_names_its_rule_its_resources_and_its_reason(part: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        exception(**part)


def test_each_rule_is_argued_once() -> None:
    rules = [it.rule for it in read_exceptions(EXCEPTIONS)]
    assert rules
    assert len(rules) == len(set(rules))


@pytest.mark.parametrize(
    ("output", "words"),
    [
        (report(parsing_errors=1), "could not read 1 of the templates"),
        (report(skipped=1), "exceptions of its own"),
        ('{"passed": 0, "resource_count": 0}', "no CloudFormation"),
        ("", "no CloudFormation"),
    ],
)
def test_a_template_that_was_not_scanned_is_no_clean_one(output: str, words: str) -> None:
    with pytest.raises(ScanFailed, match=words):
        findings(output)


def test_a_scanner_that_breaks_or_is_missing_is_said(
    program: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert scan_files([]) == 2
    assert "run make lint" in capsys.readouterr().err
    write(program, "echo out of memory >&2; exit 137")
    assert scan_files([]) == 2
    assert capsys.readouterr().err == "lint_templates: checkov ended with 137: out of memory\n"


def test_the_scanner_gets_no_credentials_and_no_way_out(
    program: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BC_API_KEY", "a key of its maker's platform")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "a secret")
    write(program, f"env > {tmp_path}/environment; echo '{report()}'")

    policy_scan.scan([])

    seen = dict(line.split("=", 1) for line in (tmp_path / "environment").read_text().splitlines())
    assert seen["HTTPS_PROXY"] == seen["HTTP_PROXY"] == "http://127.0.0.1:9"
    assert not {"BC_API_KEY", "AWS_SECRET_ACCESS_KEY"} & seen.keys()
    assert seen["HOME"] != os.environ["HOME"]
