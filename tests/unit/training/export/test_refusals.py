"""What stops a release: each misuse is a sentence, and nothing is half written."""

from pathlib import Path

import pytest

from tests.support.training.released import Released
from training.__main__ import main
from training.errors import TrainingError
from training.export.inputs import load_inputs


def test_missing_measured_folder_is_named_before_training(
    data: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--screening", str(screening)]
    assert main(["run", *options, "--version", "9.9.9", "--measure", str(tmp_path / "nowhere")]) == 2
    assert "--measure" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_films_of_another_run_are_refused(release: Released) -> None:
    (release.run / "split.csv").write_text("part,population,file\ntrain,own,0.png\n")
    with pytest.raises(TrainingError, match="the films are not those of"):
        load_inputs(release.sets(), release.run)


def test_few_validation_films_are_refused_before_training(
    data: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--screening", str(screening)]
    assert main(["run", *options, "--version", "9.9.9"]) == 2
    assert "or --allow-few-films" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_run_without_one_of_its_files_is_refused(
    release: Released, capsys: pytest.CaptureFixture[str]
) -> None:
    (release.run / "history.json").unlink()
    options = ["--data", str(release.films), "--run", str(release.run), "--version", "1.2.3"]
    assert main(["export", *options]) == 2
    assert "history.json is missing" in capsys.readouterr().err
