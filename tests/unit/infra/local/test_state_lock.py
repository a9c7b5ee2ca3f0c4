"""Two stacks never write the same state."""

from pathlib import Path

import pytest

from infra.local import state_lock
from infra.local.settings import LocalStackError
from infra.local.state_lock import StateLock


def test_a_locked_folder_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_lock, "_TIMEOUT_SECONDS", 0)
    lock = StateLock(tmp_path)
    lock.acquire()
    with pytest.raises(LocalStackError, match="Another stack uses"):
        StateLock(tmp_path).acquire()
    lock.release()


def test_a_released_folder_can_be_locked_again(tmp_path: Path) -> None:
    first, second = StateLock(tmp_path), StateLock(tmp_path)
    first.acquire()
    first.release()
    second.acquire()
    second.release()
