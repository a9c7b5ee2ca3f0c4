"""``python -m training screening`` trains, resumes and measures; a mistake is named in one sentence."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cxr.inference.classifier import load_network
from cxr.inference.model_card import SCREENING_NAME
from cxr.inference.screening import screen
from tests.support.training.eagerly import eagerly
from tests.unit.training.screening.conftest import chest
from training.__main__ import main
from training.config import CONFIG, Config
from training.data.screening_file import SCREENING_CARD, load_screening
from training.data.split.parts import SPLIT, read_split
from training.fitting.checkpoints import HISTORY, SaveEpoch
from training.networks.weights import WEIGHTS
from training.screening.record import RECORD

Command = Callable[..., int]


@pytest.fixture
def command(
    data: Path, masks: Path, non_chest: Path, hospital: Path, clinic: Path, tmp_path: Path
) -> Command:
    """Return a function that runs the command; options that are given replace its own."""
    measured = tmp_path / "measured"
    for path in (measured / "films" / "NORMAL" / "a.jpg", measured / "masks" / "NORMAL" / "a.png"):
        path.parent.mkdir(parents=True)
        Image.fromarray(chest()).save(path)

    def run(**changes: object) -> int:
        options: dict[str, object] = {
            "--data": data,
            "--lungs": masks,
            "--non-chest": non_chest,
            "--run": tmp_path / "run",
            "--epochs": 2,
        } | {f"--{name.replace('_', '-')}": value for name, value in changes.items()}
        given = [str(part) for option in options.items() for part in option]
        others = ["--other-population", f"town={hospital}", "--other-population", str(clinic)]
        measure = ["--measure-lungs", str(measured / "films"), str(measured / "masks")]
        return main(["screening", *given, *others, *measure])

    return run


@eagerly()
def test_a_stopped_run_resumes_and_ends_with_a_file_that_is_served(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run, save = tmp_path / "run", SaveEpoch.on_epoch_end

    def save_and_stop(self: SaveEpoch, epoch: int, logs: dict[str, float] | None = None) -> None:
        save(self, epoch, logs)
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(SaveEpoch, "on_epoch_end", save_and_stop)
        assert command(leave_out="town") == 2
    assert f"finished epochs are in {run}, and the same command resumes" in capsys.readouterr().err
    assert not (run / SCREENING_NAME).exists()

    assert command(leave_out="town") == 0
    assert [epoch["epoch"] for epoch in json.loads((run / HISTORY).read_text())] == [1, 2]
    assert (run / WEIGHTS).stat().st_size < 1_500_000
    assert {part for part, _, _ in read_split(run / SPLIT)} >= {"train", "validation", "holdout"}
    with (run / RECORD).open(newline="") as file:
        parts = {(row["source"], row["part"]) for row in csv.DictReader(file)}
    assert parts == {("photo", "train"), ("photo", "holdout"), ("clinic", "train"), ("clinic", "holdout")} | {
        ("town", "holdout")
    }

    screening = load_screening(run)
    screened = screen(load_network(screening.content), chest(), screening.card.size)
    assert screened.lungs.shape == (48, 48)
    figures = json.loads((run / SCREENING_CARD).read_text())["figures"]
    assert {*figures["lungs"]} == {"validation", "holdout", "validation_and_holdout", "measured"}
    assert {*figures["shares"]} == {"validation", "varied", "holdout", "measured"}
    assert figures["shares"]["validation"]["refused"] <= 0.003
    assert figures["shares"]["varied"]["flagged"] <= 0.005
    assert figures["limits"]["town"].keys() == {"only_measured"}
    assert figures["limits"]["town"]["only_measured"]["pictures"] == 6, "all of a source that is left out"
    assert figures["limits"]["clinic"].keys() == {"only_measured", "fitted_on"}
    assert figures["milliseconds"][figures["form"]] > 0
    assert np.isfinite([screening.card.recognized_from, screening.card.in_population_from]).all()

    assert command(leave_out="town", seed=8) == 2
    assert "contains a run with other settings; give --run another folder" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"leave_out": "village"}, "--leave-out village names no --other-population; known are town, clinic"),
        ({"epochs": 0}, "--epochs 0 must be 1 or more"),
        ({"seed": -1}, "seed is -1; it must be at least 0"),
        ({"split_seed": 2**32}, "split_seed is 4294967296; it must be at least 0"),
    ],
)
def test_wrong_setting_is_named_and_nothing_is_trained(
    changes: dict[str, object],
    message: str,
    command: Command,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert command(**changes) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert message in line
    assert not (tmp_path / "run" / CONFIG).exists()


@pytest.mark.parametrize(
    ("option", "message"),
    [
        ("data", "has no known layout"),
        ("lungs", "contains the mask of no film; masks are in NORMAL/ and PNEUMONIA/"),
        ("non_chest", "contains too little: half of it is held out; add some"),
        ("measure_lungs", "no mask is named like a film"),
    ],
)
def test_folder_with_nothing_of_use_is_named_with_its_option(
    option: str, message: str, command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    if option == "measure_lungs":
        for path in (tmp_path / "measured" / "films").rglob("*.jpg"):
            path.unlink()
        assert command() == 2
    else:
        assert command(**{option: empty}) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"--{option.replace('_', '-')}" in line
    assert message in line
    assert not (tmp_path / "run" / CONFIG).exists()


def test_run_of_another_network_is_left_as_it_is(
    command: Command, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run").mkdir()
    Config().write(tmp_path / "run" / CONFIG)
    assert command() == 2
    assert "contains a run with other settings; give --run another folder" in capsys.readouterr().err
    assert Config.load(tmp_path / "run" / CONFIG) == Config()
