"""`outputs.json` holds a password, so it is for its owner alone."""

import json
import os
from pathlib import Path
from typing import cast

from infra.local.outputs import Outputs, known_account, write

OUTPUTS = cast("Outputs", {"url": "u", "demo": {"email": "e", "password": "p", "site": "s"}})


def test_nobody_else_may_read_it_whatever_the_umask(tmp_path: Path) -> None:
    path = tmp_path / "outputs.json"
    before = os.umask(0)
    try:
        write(path, OUTPUTS)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text()) == OUTPUTS


def test_it_is_replaced_whole(tmp_path: Path) -> None:
    write(tmp_path / "outputs.json", OUTPUTS)
    write(tmp_path / "outputs.json", OUTPUTS)
    assert [path.name for path in tmp_path.iterdir()] == ["outputs.json"]


def test_the_next_start_knows_the_account(tmp_path: Path) -> None:
    path = tmp_path / "outputs.json"
    assert known_account(path) is None
    write(path, OUTPUTS)
    assert known_account(path) == OUTPUTS["demo"]
