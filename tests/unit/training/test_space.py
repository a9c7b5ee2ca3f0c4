"""A folder that cannot take what is to be written is told before the work."""

import shutil
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.files import require_space, require_writable


def test_what_fits_passes_though_the_folder_is_not_there_yet(tmp_path: Path) -> None:
    require_space(tmp_path / "not" / "yet", 1)
    assert not (tmp_path / "not").exists()


def test_a_disk_that_is_too_small_is_told_with_what_is_needed(tmp_path: Path) -> None:
    needed = shutil.disk_usage(tmp_path).total + 1
    with pytest.raises(TrainingError, match=rf"{tmp_path} has .* MB free and .* MB are needed; make room"):
        require_space(tmp_path, needed)


def test_a_folder_is_made_and_left_empty(tmp_path: Path) -> None:
    require_writable(tmp_path / "runs" / "first", "--run")
    assert list((tmp_path / "runs" / "first").iterdir()) == []


@pytest.mark.parametrize("below", ["", "run"])
def test_a_file_in_the_way_is_told_with_the_option(tmp_path: Path, below: str) -> None:
    (tmp_path / "taken").touch()
    with pytest.raises(TrainingError, match=rf"--run {tmp_path}.* cannot be written"):
        require_writable(tmp_path / "taken" / below, "--run")
