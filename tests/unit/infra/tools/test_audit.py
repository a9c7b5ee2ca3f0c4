"""An audit that could ask no database does not look like a clean one."""

import json

import pytest

from infra.tools import audit
from infra.tools.audit import DatabaseUnreachableError, main, node_findings, python_findings

SOUND = {"name": "flask", "version": "3.1.3", "vulns": []}
FLAWED = {
    "name": "pillow",
    "version": "9.0.0",
    "vulns": [{"id": "PYSEC-2022-10", "fix_versions": ["9.0.1"], "description": "…"}],
}
VULNERABLE = {"vulnerabilities": {"esbuild": {"severity": "moderate", "range": "<=0.24.2"}}}


def test_vulnerable_versions_are_named() -> None:
    python = python_findings(json.dumps({"dependencies": [SOUND, FLAWED]}))
    assert python == ["pillow 9.0.0: PYSEC-2022-10, mended in 9.0.1"]
    assert node_findings(json.dumps(VULNERABLE)) == ["esbuild: moderate, in <=0.24.2"]


def test_no_answer_is_no_clean_report() -> None:
    with pytest.raises(DatabaseUnreachableError):
        python_findings("")
    with pytest.raises(DatabaseUnreachableError):
        node_findings('{"message": "405 Method Not Allowed", "error": {}}')


@pytest.mark.parametrize(
    ("python", "node", "status", "words"),
    [
        ('{"dependencies": []}', '{"vulnerabilities": {}}', 0, "No vulnerability"),
        ('{"dependencies": []}', json.dumps(VULNERABLE), 1, "esbuild"),
        ("", '{"vulnerabilities": {}}', 2, "is unknown"),
        ("", json.dumps(VULNERABLE), 1, "esbuild"),
    ],
)
def test_the_status_says_what_is_known(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    python: str,
    node: str,
    status: int,
    words: str,
) -> None:
    monkeypatch.setattr(audit, "_report", lambda program, *_: node if program == "npm" else python)
    assert main() == status
    printed = capsys.readouterr()
    assert words in printed.out + printed.err


def test_without_a_network_the_audit_says_so_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    # Nothing answers on the discard port.
    for name in ("HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    for name in ("NO_PROXY", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("npm_config_fetch_retries", "0")
    assert main() == 2
    printed = capsys.readouterr()
    assert printed.err.count("does not answer; whether the pinned versions are vulnerable is unknown.") == 2
    assert "No vulnerability" not in printed.out
