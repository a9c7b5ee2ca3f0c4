"""Two stacks never write the same state."""

from pathlib import Path

import pytest

from infra.local import state_lock
from infra.local.settings import LocalStackError
from infra.local.state_lock import Ownership


def test_a_folder_in_use_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(state_lock, "_SECONDS", 0)
    owner = Ownership(tmp_path)
    owner.claim()
    with pytest.raises(LocalStackError, match="Another stack uses"):
        Ownership(tmp_path).claim()
    owner.release()


def test_a_folder_that_was_given_up_is_free(tmp_path: Path) -> None:
    owner, next_one = Ownership(tmp_path), Ownership(tmp_path)
    owner.claim()
    owner.release()
    next_one.claim()
    next_one.release()
