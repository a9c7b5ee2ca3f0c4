"""Scans CloudFormation templates with checkov, and judges its findings by a list of argued exceptions."""

import json
import subprocess
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from infra.packaging.functions import ROOT

EXCEPTIONS = Path(__file__).with_name("policy_exceptions.yml")
"""The findings that stand, each with its reason."""

_CHECKOV = ROOT / ".local" / "checkov" / "bin" / "checkov"

# Nothing answers on the discard port, so the scan reaches neither its maker's platform nor anything else. It
# gets no settings and no API key of the person who runs it.
_NOWHERE = "http://127.0.0.1:9"
_ENVIRONMENT = {"PATH": "/usr/bin:/bin", "HTTP_PROXY": _NOWHERE, "HTTPS_PROXY": _NOWHERE}


class ScanFailed(Exception):
    """The templates could not be scanned, so nothing is known of them. The message has the reason."""


@dataclass(frozen=True, order=True, slots=True)
class Finding:
    """A rule that a resource breaks, by its logical name in the template."""

    rule: str
    resource: str
    words: str
    template: str


class PolicyException(BaseModel):
    """A rule that some resources may break, what that means, and why it is right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    rule: str = Field(pattern=r"^CKV2?_AWS_\d+$")
    finding: str = Field(min_length=1)
    resources: tuple[str, ...] = Field(min_length=1)
    reason: str = Field(min_length=30)


def scan(templates: Sequence[Path]) -> list[str]:
    """Return a line for each finding without an exception, and for each exception without a finding.

    Raise ScanFailed if a template cannot be read, or contains an exception of its own.
    """
    return list(complaints(findings(_report(templates)), read_exceptions(EXCEPTIONS)))


def read_exceptions(path: Path) -> list[PolicyException]:
    """Return the exceptions in a file. Raise ValueError if one lacks a part."""
    return TypeAdapter(list[PolicyException]).validate_python(yaml.safe_load(path.read_text()))


def findings(report: str) -> list[Finding]:
    """Return what a report of checkov contains. Raise ScanFailed if it does not cover every template."""
    try:
        content = json.loads(report)
        summary, failed = content["summary"], content["results"]["failed_checks"]
    except (json.JSONDecodeError, KeyError) as e:
        raise ScanFailed("checkov found no CloudFormation to scan") from e
    # checkov itself reports success then.
    if summary["parsing_errors"]:
        raise ScanFailed(f"checkov could not read {summary['parsing_errors']} of the templates")
    if summary["skipped"]:
        raise ScanFailed(f"a template has exceptions of its own: move them to {EXCEPTIONS.name}")
    return sorted({_finding(it) for it in failed})


def _finding(failed: dict[str, Any]) -> Finding:
    resource = failed["resource"].rpartition(".")[2]
    return Finding(failed["check_id"], resource, failed["check_name"], failed["file_abs_path"])


def complaints(found: Iterable[Finding], exceptions: Iterable[PolicyException]) -> Iterator[str]:
    """Return a line for each finding without an exception, and for each exception without a finding."""
    allowed = {(it.rule, resource) for it in exceptions for resource in it.resources}
    found = list(found)
    for it in found:
        if (it.rule, it.resource) not in allowed:
            yield f"{it.template}: {it.resource} breaks {it.rule}: {it.words}"
    for rule, resource in sorted(allowed - {(it.rule, it.resource) for it in found}):
        yield f"{EXCEPTIONS.name}: {resource} no longer breaks {rule}: remove it"


def _report(templates: Sequence[Path]) -> str:
    if not _CHECKOV.exists():
        raise ScanFailed("checkov is not installed: run make lint, which installs it")
    options = ("--framework", "cloudformation", "--output", "json", "--compact", "--quiet", "--skip-download")
    with TemporaryDirectory() as home:
        finished = subprocess.run(
            [_CHECKOV, *options, "--file", *(it.resolve() for it in templates)],
            check=False,
            capture_output=True,
            cwd=home,
            env=_ENVIRONMENT | {"HOME": home},
            text=True,
        )
    # It returns 1 for findings.
    if finished.returncode not in (0, 1):
        raise ScanFailed(f"checkov ended with {finished.returncode}: {finished.stderr.strip()}")
    return finished.stdout
