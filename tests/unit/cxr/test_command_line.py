"""``python -m cxr classify``, as a script calls it."""

import json
from pathlib import Path

import pytest

from cxr.__main__ import main
from tests.unit.cxr.films import chest, encode

FIELDS = [
    "file",
    "status",
    "reason",
    "probability",
    "label",
    "in_population",
    "model_version",
    "milliseconds",
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "below").mkdir()
    (tmp_path / "a.png").write_bytes(encode(chest()))
    (tmp_path / "below" / "b.JPG").write_bytes(encode(chest(), "JPEG"))
    (tmp_path / "c.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_bytes(b"not looked at")
    return tmp_path


def test_a_folder_gives_a_line_for_each_film_below_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classify", "--json", str(folder)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [list(row) for row in rows] == [FIELDS] * 3
    assert [(Path(row["file"]).name, row["status"], row["reason"]) for row in rows] == [
        ("a.png", "complete", None),
        ("b.JPG", "complete", None),
        ("c.jpg", "refused", "not_an_image"),
    ]
    assert all(0 < row["probability"] < 1 and row["milliseconds"] > 0 for row in rows[:2])
    assert rows[2]["probability"] is rows[2]["label"] is None


def test_files_are_judged_in_the_order_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", str(folder / "c.jpg"), str(folder / "a.png")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "refused (not_an_image)" in first
    assert "probability 0." in second


def test_a_file_that_cannot_be_opened_gives_1_and_the_others_are_judged(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["classify", str(folder / "absent.png"), str(folder / "a.png")]) == 1
    printed = capsys.readouterr()
    assert "absent.png" in printed.err
    assert len(printed.out.splitlines()) == 1


def test_misuse_gives_2() -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["classify"])
    assert stopped.value.code == 2
