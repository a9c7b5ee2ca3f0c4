"""A file that was being written when something failed is as it was before."""

import errno
from pathlib import Path

import pytest

from training.files import written_whole


def test_what_was_written_takes_the_place_of_what_was_there(tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_text("old")
    with written_whole(path) as beside:
        assert beside.suffix == ".npz", "libraries add an ending that is missing"
        beside.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert [*tmp_path.iterdir()] == [path]


def test_a_full_disk_is_told_by_the_file_that_did_not_fit(tmp_path: Path) -> None:
    with pytest.raises(OSError, match=r"weights\.npz"), written_whole(tmp_path / "weights.npz"):
        raise OSError(errno.ENOSPC, "No space left on device")


@pytest.mark.parametrize("cause", [KeyboardInterrupt, OSError])
def test_where_writing_fails_nothing_has_changed(cause: type[BaseException], tmp_path: Path) -> None:
    path = tmp_path / "weights.npz"
    path.write_text("old")
    with pytest.raises(cause), written_whole(path) as beside:
        beside.write_text("ne")
        raise cause
    assert path.read_text() == "old"
    assert [*tmp_path.iterdir()] == [path]
