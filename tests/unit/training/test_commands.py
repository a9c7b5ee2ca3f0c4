"""A command that lacks an input fails before the hours of work, with the option to give."""

import hashlib
import shutil
from dataclasses import dataclass
from pathlib import Path

import keras
import pytest

from cxr.inference.model_card import CARD_NAME, MODEL_NAME, SCREENING_NAME
from tests.support.inference.networks import CARD
from tests.support.training.finished import split_films
from tests.support.training.screening import screening_file
from training.__main__ import main
from training.config import Config, Stage
from training.data.split.parts import SPLIT, write_split

CNN = Config(architecture="cnn", stages=(Stage(1, 32),))


@dataclass(frozen=True)
class Release:
    """A shipped model and its report."""

    out: Path
    reports: Path

    @property
    def report(self) -> Path:
        """The report of the model's version."""
        return self.reports / CARD.version

    def command(self, step: str, data: Path) -> list[str]:
        places = ["--out", str(self.out), "--reports", str(self.reports)]
        return [step, "--data", str(data), *places, "--page", str(self.out / "card.md")]


@pytest.fixture
def release(data: Path, tmp_path: Path) -> Release:
    file = screening_file()
    release = Release(tmp_path / "model", tmp_path / "reports")
    release.out.mkdir()
    for name in (MODEL_NAME, SCREENING_NAME):
        (release.out / name).write_bytes(file.content)
    sha256 = hashlib.sha256(file.content).hexdigest()
    card = CARD.model_copy(update={"sha256": sha256, "screening": file.card})
    (release.out / CARD_NAME).write_text(card.model_dump_json())
    release.report.mkdir(parents=True)
    CNN.write(release.report / "config.json")
    write_split(split_films(data, CNN), release.report / SPLIT)
    return release


@pytest.mark.parametrize("step", ["calibrate", "evaluate"])
def test_films_of_another_release_are_refused(
    step: str, release: Release, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    next((data / "train" / "NORMAL").iterdir()).unlink()
    assert main(release.command(step, data)) == 2
    assert f"the films are not those of {release.report / SPLIT}" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["calibrate", "evaluate"])
def test_missing_report_of_the_release_is_named(
    step: str, release: Release, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(release.report)
    assert main(release.command(step, data)) == 2
    assert f"{release.report} is missing; give --reports the folder" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["calibrate", "evaluate"])
def test_unusable_measured_films_are_named_before_calibration(
    step: str, release: Release, data: Path, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*release.command(step, data), "--measure", f"test={clinic}"]) == 2
    assert f"--measure test={clinic}: 'test' is taken already" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["screening", "run", "export", "calibrate", "evaluate", "compare"])
def test_steps_that_need_tensorflow_are_refused_on_another_backend(
    step: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    version = "--version 9.9.9"
    more = {
        "screening": "--lungs masks --non-chest photos --other-population adults",
        "run": version,
        "export": version,
    }
    assert main([step, "--data", str(tmp_path / "nowhere"), *more.get(step, "").split()]) == 2
    assert f"{step} needs TensorFlow: unset KERAS_BACKEND" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["test=", "validation=", "speed=", "nowhere/"])
def test_unusable_measured_films_are_named_before_training(
    name: str, data: Path, clinic: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    given = ["--run", str(run), "--version", "9.9.9", "--measure", f"{name}{clinic}"]
    assert main(["run", "--data", str(data), "--screening", str(screening), *given]) == 2
    assert f"--measure {name}{clinic}" in capsys.readouterr().err
    assert not run.exists()


def test_training_patients_are_not_measured_as_held_out(
    nih: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = shutil.copytree(nih, tmp_path / "again")
    given = ["--run", str(tmp_path / "run"), "--version", "9.9.9", "--measure", f"again={again}"]
    assert main(["run", "--data", str(nih), "--screening", str(screening), *given]) == 2
    assert "patients are in --data, too" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("option", ["--out", "--reports", "--page"])
def test_unwritable_place_is_named_before_training(
    option: str, data: Path, screening: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    places = {name: tmp_path / name[2:] / "model_card.md" for name in ("--out", "--reports", "--page")}
    places[option] = tmp_path / "file" / "model_card.md"
    given = [part for place in places.items() for part in map(str, place)]
    run = tmp_path / "run"
    given += ["--run", str(run), "--version", "9.9.9", "--allow-few-films"]
    assert main(["run", "--data", str(data), "--screening", str(screening), *given]) == 2
    assert f"{option} {tmp_path / 'file'}" in capsys.readouterr().err
    assert not run.exists()
