"""The lock is read for the interpreter that will run the package, not for the one that builds it."""

from pathlib import Path

import pytest

from infra.packaging.functions import FUNCTIONS, ROOT
from infra.packaging.lock import requirements_for
from infra.packaging.targets import LAMBDA

LOCK = """\
# made by a tool
always==1.0 \\
    --hash=sha256:aa \\
    --hash=sha256:bb
    # via something
old==1.0 ; python_full_version < '3.13' \\
    --hash=sha256:cc
windows==1.0 ; sys_platform == 'win32' \\
    --hash=sha256:dd
new[extra]==2.0 ; python_version >= '3.13' and platform_machine == 'x86_64' \\
    --hash=sha256:ee
"""


def test_markers_are_judged_for_the_target(tmp_path: Path) -> None:
    lock = tmp_path / "lock.txt"
    lock.write_text(LOCK)
    assert requirements_for(LAMBDA, lock) == [
        "always==1.0 --hash=sha256:aa --hash=sha256:bb",
        "new[extra]==2.0 --hash=sha256:ee",
    ]


@pytest.mark.parametrize("function", [function.name for function in FUNCTIONS])
def test_every_requirement_is_pinned_and_hashed(function: str) -> None:
    lock = next(it.lock for it in FUNCTIONS if it.name == function)
    requirements = requirements_for(LAMBDA, ROOT / lock)
    assert requirements
    for requirement in requirements:
        assert "==" in requirement
        assert "--hash=sha256:" in requirement


def test_all_locks_agree_on_every_version() -> None:
    """Those of MiniStack and checkov are apart, and that of the last tflite-runtime, which needs an old
    NumPy. Each lives in an environment of its own, which nothing of the product enters."""
    versions: dict[str, set[str]] = {}
    for lock in sorted((ROOT / "requirements").rglob("*.txt")):
        if lock.stem in {"ministack", "checkov", "tflite"}:
            continue
        for requirement in requirements_for(LAMBDA, lock):
            name, version = requirement.split(" ")[0].split("==")
            versions.setdefault(name.split("[")[0], set()).add(version)
    assert not {name: found for name, found in versions.items() if len(found) > 1}
