"""``python -m cxr classify``, as a script calls it."""

import contextlib
import json
import os
import pty
import re
import shlex
import signal
import subprocess
import sys
import termios
from pathlib import Path
from typing import Any

import pytest

from cxr.__main__ import main
from tests.support.films.dicoms import dicom
from tests.support.films.images import drawn_film, encode

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
    (tmp_path / "a.png").write_bytes(encode(drawn_film()))
    (tmp_path / "below" / "b.JPG").write_bytes(encode(drawn_film(), "JPEG"))
    (tmp_path / "c.jpg").write_bytes(b"no picture")
    (tmp_path / "notes.txt").write_bytes(b"no film by its content")
    (tmp_path / ".cache").mkdir()
    (tmp_path / ".cache" / "d.png").write_bytes(encode(drawn_film()))
    (tmp_path / ".e.png").write_bytes(encode(drawn_film()))
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


def test_dicom_films_are_found_whatever_they_are_called(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("IM000001", "1.2.840.4711.5", "film.dcm", "DICOMDIR"):
        (tmp_path / name).write_bytes(dicom(drawn_film()))
    assert main(["classify", "--json", str(tmp_path)]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(Path(row["file"]).name, row["status"]) for row in rows] == [
        ("1.2.840.4711.5", "complete"),
        ("IM000001", "complete"),
        ("film.dcm", "complete"),
    ]


def test_several_processes_say_the_same_in_the_same_order(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def rows(*more: str) -> list[dict[str, Any]]:
        assert main(["classify", "--json", *more, str(folder), str(folder / "absent.png")]) == 1
        printed = capsys.readouterr()
        assert "absent.png" in printed.err
        return [json.loads(line) | {"milliseconds": None} for line in printed.out.splitlines()]

    assert rows("--jobs", "2") == rows()


@pytest.mark.parametrize("jobs", ["0", "-1", "two"])
def test_a_number_of_jobs_that_is_none_is_misuse(jobs: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["classify", "--jobs", jobs, "film.png"])
    assert stopped.value.code == 2


def test_a_terminal_shows_progress_and_a_file_does_not(folder: Path) -> None:
    bar, plain = on_a_terminal(folder), on_a_terminal(folder, "2>/dev/null")
    assert "0/3" in bar
    assert "0/3" not in plain


def test_ctrl_c_ends_all_processes_without_a_word(tmp_path: Path) -> None:
    film = encode(drawn_film())
    for number in range(500):  # more lines than a pipe holds: it cannot end before it is interrupted
        (tmp_path / f"{number}.png").write_bytes(film)
    # Tests that run in the background have the signal ignored, and so would this process.
    heeding = ["env", "--default-signal=INT"]
    command = [*heeding, sys.executable, "-m", "cxr", "classify", "--json", "--jobs", "2", str(tmp_path)]
    running = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    assert running.stdout
    assert "probability" in running.stdout.readline()
    os.killpg(running.pid, signal.SIGINT)
    _, complaints = running.communicate(timeout=120)
    assert running.returncode == 130
    assert "Traceback" not in complaints


def on_a_terminal(folder: Path, redirection: str = "") -> str:
    """What a person at a terminal sees."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(ours, (24, 120))
    command = f"exec {shlex.quote(sys.executable)} -m cxr classify {shlex.quote(str(folder))} {redirection}"
    running = subprocess.Popen(["sh", "-c", command], stdout=theirs, stderr=theirs, stdin=theirs)
    os.close(theirs)
    seen = b""
    with contextlib.suppress(OSError):  # on Linux, the other end is closed
        while chunk := os.read(ours, 4096):
            seen += chunk
    os.close(ours)
    assert running.wait(timeout=120) == 0
    return seen.decode()


def test_files_are_judged_in_the_order_given(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["classify", str(folder / "c.jpg"), str(folder / "a.png")]) == 0
    first, second = capsys.readouterr().out.splitlines()
    assert "refused (not_an_image)" in first
    assert re.search(r"probability (> 0\.999|< 0\.001|0\.\d{3})[, ]", second)


def test_a_film_outside_the_population_gets_a_line_without_a_label(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "adult.dcm").write_bytes(dicom(drawn_film(), PatientAge="052Y"))
    assert main(["classify", str(tmp_path)]) == 0
    assert main(["classify", "--json", str(tmp_path)]) == 0
    line, row = capsys.readouterr().out.splitlines()
    assert "no label, outside the validated population, probability" in line
    assert not re.search("negative|uncertain|positive", line)
    judged = json.loads(row)
    assert (judged["status"], judged["label"], judged["in_population"]) == ("complete", None, False)
    assert 0 < judged["probability"] < 1


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
