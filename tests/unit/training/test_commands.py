"""A command that lacks an input fails before the hours of work, with the option to give."""

import csv
import shutil
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pytest
from PIL import Image

from tests.support.training.brightness import classifier
from training import commands
from training.__main__ import main
from training.config import Config, Stage
from training.data.catalog import list_populations
from training.data.ood_record import OOD_RECORD, write_ood_record
from training.data.ood_set import load_ood_set
from training.data.split import SPLIT, split, write_split


@dataclass(frozen=True)
class Release:
    """A model with out-of-distribution heads, its report, and the images that they were trained on."""

    reports: Path
    non_chest: Path
    other_population: Path

    def command(self, step: str, data: Path) -> list[str]:
        return [step, "--data", str(data), "--reports", str(self.reports)]


@pytest.fixture
def release(tmp_path: Path, clinic: Path, monkeypatch: pytest.MonkeyPatch) -> Release:
    random, photos = np.random.default_rng(2), tmp_path / "non_chest" / "photo"
    photos.mkdir(parents=True)
    for number in range(6):
        Image.fromarray(random.integers(0, 256, (90, 80), np.uint8)).save(photos / f"{number}.png")
    shipped = classifier()
    assert shipped.card.screening
    monkeypatch.setattr(commands, "load_classifier", lambda *_, **__: shipped)
    report = tmp_path / "reports" / shipped.card.version
    report.mkdir(parents=True)
    config = Config(architecture="cnn", stages=(Stage(1, 32),))
    config.write(report / "config.json")
    write_ood_record(load_ood_set(photos.parent, str(clinic), config.seed), report / OOD_RECORD)
    return Release(report.parent, photos.parent, clinic)


@pytest.mark.parametrize("step", ["calibrate", "evaluate"])
@pytest.mark.parametrize("recorded", [True, False])
def test_model_with_ood_heads_needs_their_images_again(
    step: str, recorded: bool, release: Release, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    if not recorded:
        next(release.reports.glob(f"*/{OOD_RECORD}")).unlink()
    assert main(release.command(step, data)) == 2
    assert "was trained on out-of-distribution images; give the same --non-chest" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["calibrate", "evaluate"])
def test_added_ood_images_are_not_counted_as_held_out(
    step: str, release: Release, data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    photo = release.non_chest / "photo" / "0.png"
    (photo.parent / "more.png").write_bytes(photo.read_bytes())
    given = ["--non-chest", str(release.non_chest), "--other-population", str(release.other_population)]
    assert main([*release.command(step, data), *given]) == 2
    assert f"not those of {next(release.reports.glob(f'*/{OOD_RECORD}'))}" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["run", "export", "calibrate", "evaluate", "compare"])
def test_steps_that_need_tensorflow_are_refused_on_another_backend(
    step: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    version = ["--version", "9.9.9"] if step in {"run", "export"} else []
    assert main([step, "--data", str(tmp_path / "nowhere"), *version]) == 2
    assert f"{step} needs TensorFlow: unset KERAS_BACKEND" in capsys.readouterr().err


@pytest.mark.parametrize("name", ["test=", "choose=", "speed=", "nowhere/"])
def test_unusable_measured_films_are_named_before_training(
    name: str, data: Path, clinic: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    given = ["--run", str(run), "--version", "9.9.9", "--measure", f"{name}{clinic}"]
    assert main(["run", "--data", str(data), *given]) == 2
    assert f"--measure {name}{clinic}" in capsys.readouterr().err
    assert not run.exists()


@pytest.mark.parametrize("step", ["calibrate", "evaluate"])
def test_unusable_measured_films_are_named_before_calibration(
    step: str, release: Release, data: Path, clinic: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    parts = split(list_populations([str(data)]), Config().seed)
    write_split(parts, next(release.reports.glob(f"*/{OOD_RECORD}")).parent / SPLIT)
    given = ["--non-chest", str(release.non_chest), "--other-population", str(release.other_population)]
    given += ["--measure", f"test={clinic}", "--out", str(data / "no model")]
    assert main([*release.command(step, data), *given]) == 2
    assert f"--measure test={clinic}: 'test' is taken already" in capsys.readouterr().err


@pytest.mark.parametrize("option", ["--measure", "--other-population"])
def test_training_patients_are_not_measured_as_held_out(
    option: str, release: Release, nih: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    again = shutil.copytree(nih, tmp_path / "again")
    given = ["--run", str(tmp_path / "run"), "--version", "9.9.9", option, f"again={again}"]
    given += ["--non-chest", str(release.non_chest)]
    given += ["--other-population", str(release.other_population)] if option == "--measure" else []
    assert main(["run", "--data", str(nih), *given]) == 2
    assert "patients are in --data, too" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


@pytest.mark.parametrize("option", ["--out", "--reports", "--page"])
def test_unwritable_place_is_named_before_training(
    option: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("in the way")
    places = {name: tmp_path / name[2:] / "model_card.md" for name in ("--out", "--reports", "--page")}
    places[option] = tmp_path / "file" / "model_card.md"
    given = [part for place in places.items() for part in map(str, place)]
    run = tmp_path / "run"
    given += ["--run", str(run), "--version", "9.9.9", "--allow-few-films"]
    assert main(["run", "--data", str(data), *given]) == 2
    assert f"{option} {tmp_path / 'file'}" in capsys.readouterr().err
    assert not run.exists()


def test_too_few_images_for_two_halves_are_refused(
    release: Release, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in sorted((release.non_chest / "photo").iterdir())[1:]:
        path.unlink()
    given = ["--non-chest", str(release.non_chest), "--other-population", str(release.other_population)]
    assert main(["train", "--data", str(data), "--run", str(tmp_path / "run"), *given]) == 2
    assert f"--non-chest {release.non_chest} contains too little" in capsys.readouterr().err


def test_patient_of_another_population_is_in_one_half(release: Release) -> None:
    with next(release.reports.glob(f"*/{OOD_RECORD}")).open(newline="") as file:
        half = {row["file"]: row["half"] for row in csv.DictReader(file)}
    assert half["NORMAL/a.png"] == half["PNEUMONIA/b.png"], "both are of patient 7"
