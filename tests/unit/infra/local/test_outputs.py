"""`outputs.json` contains a password, so only its owner can read it."""

import json
import os
from pathlib import Path
from typing import cast

from infra.local.outputs import Outputs, recorded_account, write_outputs

OUTPUTS = cast("Outputs", {"url": "u", "demo": {"email": "e", "password": "p", "site": "s"}})


def test_other_users_cannot_read_it_under_any_umask(tmp_path: Path) -> None:
    path = tmp_path / "outputs.json"
    before = os.umask(0)
    try:
        write_outputs(path, OUTPUTS)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert json.loads(path.read_text()) == OUTPUTS


def test_it_is_replaced_in_one_step(tmp_path: Path) -> None:
    write_outputs(tmp_path / "outputs.json", OUTPUTS)
    write_outputs(tmp_path / "outputs.json", OUTPUTS)
    assert [path.name for path in tmp_path.iterdir()] == ["outputs.json"]


def test_the_next_start_finds_the_recorded_account(tmp_path: Path) -> None:
    path = tmp_path / "outputs.json"
    assert recorded_account(path) is None
    write_outputs(path, OUTPUTS)
    assert recorded_account(path) == OUTPUTS["demo"]
