"""Atomic writes, and checks of a folder before the work."""

import errno
import shutil
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.files import atomic_write, require_space, require_writable


def test_written_file_replaces_the_old_one(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_text("old")
    with atomic_write(path) as partial:
        assert partial.suffix == ".npz", "libraries add an ending that is missing"
        partial.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def test_full_disk_error_names_the_file_that_did_not_fit(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"weights\.npz"), atomic_write(tmp_path / "weights.npz"):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("cause", [KeyboardInterrupt, OSError])
def test_failed_write_changes_nothing(cause: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_text("old")
    with pytest.raises(cause), atomic_write(path) as partial:
        partial.write_text("ne")
        raise cause
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]


def test_enough_space_passes_for_a_folder_that_does_not_exist(tmp_path: Path) -> None:
    require_space(tmp_path / "not" / "yet", 1)
    assert not (tmp_path / "not").exists()


def test_too_small_disk_error_names_the_needed_space(tmp_path: Path) -> None:
    needed = shutil.disk_usage(tmp_path).total + 1
    with pytest.raises(TrainingError, match=rf"{tmp_path} has .* MB free and .* MB are needed; make room"):
        require_space(tmp_path, needed)


def test_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    require_writable(tmp_path / "runs" / "first", "--run")
    assert list((tmp_path / "runs" / "first").iterdir()) == []


@pytest.mark.parametrize("below", ["", "run"])
def test_file_in_the_way_is_named_with_the_option(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(TrainingError, match=rf"--run {tmp_path}.* cannot be written"):
        require_writable(tmp_path / "taken" / below, "--run")
