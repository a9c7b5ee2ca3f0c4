"""Equal contents give equal bytes, so that a deployment knows what has not changed."""

import os
import zipfile
from pathlib import Path

from infra.packaging.archive import write_zip


def test_neither_times_nor_order_nor_owner_show_in_a_zip(tmp_path: Path) -> None:
    one, two = tmp_path / "one.py", tmp_path / "two.py"
    one.write_text("1")
    two.write_text("2")
    write_zip(tmp_path / "a.zip", [("one.py", one), ("two.py", two)])
    os.utime(one, (0, 0))
    two.chmod(0o600)
    write_zip(tmp_path / "b.zip", [("two.py", two), ("one.py", one)])
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()


def test_lambda_may_read_every_file(tmp_path: Path) -> None:
    source = tmp_path / "private.py"
    source.write_text("1")
    source.chmod(0o600)
    write_zip(tmp_path / "a.zip", [("private.py", source)])
    with zipfile.ZipFile(tmp_path / "a.zip") as archive:
        assert archive.getinfo("private.py").external_attr >> 16 == 0o100644


def test_no_half_written_zip_is_left_under_the_name(tmp_path: Path) -> None:
    target = tmp_path / "a.zip"
    try:
        write_zip(target, [("missing.py", tmp_path / "missing.py")])
    except FileNotFoundError:
        assert not target.exists()
    else:
        raise AssertionError("a missing file went unnoticed")
