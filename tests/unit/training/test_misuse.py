"""What a user of the command line can put right is told in a sentence, and nothing is lost by it."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import numpy as np
import pytest

from training import commands
from training.__main__ import main, parser
from training.config import RETIRED, Config, Stage
from training.errors import TrainingError
from training.fitting.checkpoints import SaveEpoch
from training.networks.network import build
from training.networks.weights import load_weights, save_weights

TINY = Config(architecture="cnn", stages=(Stage(2, 32),), batch_size=16, warmup_epochs=0.2, weights="a.npz")


def test_a_run_by_the_choices_of_another_keeps_its_epochs_when_it_is_stopped(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    run, choices, save = tmp_path / "run", tmp_path / "choices.json", SaveEpoch.on_epoch_end
    replace(TINY, weights="gone").write(choices)

    def save_and_stop(self: SaveEpoch, epoch: int, logs: dict[str, float] | None = None) -> None:
        save(self, epoch, logs)
        raise KeyboardInterrupt

    monkeypatch.setattr(SaveEpoch, "on_epoch_end", save_and_stop)
    others = ["--config", str(choices), "--seed", "8", "--weights", "none"]
    assert main(["train", "--data", str(data), "--run", str(run), *others]) == 2
    assert f"finished epochs are in {run}, and the same command goes on" in capsys.readouterr().err
    assert len(json.loads((run / "history.json").read_text())) == 1
    assert Config.load(run / "config.json") == replace(TINY, seed=8, weights=None)


def test_a_full_disk_is_told_with_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(_: object) -> None:
        raise OSError(28, "No space left on device", "runs/latest/state.keras")

    monkeypatch.setattr(commands, "train", write)
    assert main(["train", "--data", str(tmp_path)]) == 2
    assert "No space left on device: 'runs/latest/state.keras'; see to" in capsys.readouterr().err


def test_a_folder_without_a_model_is_told_with_its_option(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--data", str(data), "--out", str(tmp_path / "empty")]) == 2
    assert f"--out {tmp_path / 'empty'} holds no usable model" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["export", "train"])
def test_a_file_of_choices_that_is_missing_is_told_with_what_writes_it(
    step: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    missing = tmp_path / "no" / "config.json"
    given = {
        "export": ["--version", "9.9.9", "--run", str(missing.parent)],
        "train": ["--config", str(missing), "--run", str(tmp_path / "run")],
    }
    assert main([step, "--data", str(data), *given[step]]) == 2
    assert f"{missing} is missing; 'python -m training train' writes it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "is damaged: Invalid JSON"),
        ("[]", "is damaged: Input should be an object"),
        ('{"wings": 2}', r"is damaged: .*\(wings\)"),
        ('{"seed": "seven"}', r"is damaged: .*valid integer \(seed\)"),
        ('{"stages": [{"epochs": 1}]}', r"is damaged: .*\(stages\.0\.size\)"),
        ('{"batch_size": 0}', ": batch_size is 0; it must be at least 1"),
    ],
)
def test_a_damaged_file_of_choices_is_told(content: str, what: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(TrainingError, match=rf"{tmp_path / 'config.json'}\s?{what}"):
        Config.load(tmp_path / "config.json")


def test_choices_are_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    TINY.write(path)
    assert [*tmp_path.iterdir()] == [path]
    (tmp_path / "config.partial.json").mkdir()
    with pytest.raises(OSError, match=r"config\.partial\.json"):
        replace(TINY, seed=8).write(path)
    assert Config.load(path) == TINY


def test_choices_of_before_there_was_guidance_are_still_read(tmp_path: Path) -> None:
    old = {name: value for name, value in asdict(TINY).items() if name != "lung_guidance"}
    (tmp_path / "config.json").write_text(json.dumps(old))
    assert Config.load(tmp_path / "config.json") == TINY


def test_choices_of_release_0_8_that_changed_nothing_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(asdict(TINY) | RETIRED))
    assert Config.load(tmp_path / "config.json") == TINY


@pytest.mark.parametrize(("name", "value"), [("teacher", "runs/lite"), ("mirror_guidance", 0.2)])
def test_a_retired_choice_that_changed_the_run_is_refused(name: str, value: object, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(asdict(TINY) | RETIRED | {name: value}))
    with pytest.raises(TrainingError, match=f"{path}: {name} is {value}; this version has no such choice"):
        Config.load(path)


@pytest.mark.parametrize(
    ("choices", "what"),
    [
        ("--stage 1 100", "stage 1 100: pixels must be a multiple of 32"),
        ("--stage 1 0", "stage 1 0: pixels must be a multiple of 32"),
        ("--stage 0 64", "stage 0 64: epochs must be 1 or more"),
        ("--stage 1 64 --architecture inceptionv3", "stage 1 64: inceptionv3 takes films of 75 pixels"),
        ("--learning-rate -0.1", "learning_rate is -0.1; it must be at least"),
        ("--learning-rate nan", "learning_rate is nan; it must be at least"),
        ("--lung-guidance inf", "lung_guidance is inf; it must be at least"),
        ("--seed -1", "seed is -1; it must be at least 0"),
        ("--precision float17", "precision 'float17' is unknown; choose float32, mixed_bfloat16"),
    ],
)
def test_a_choice_that_no_run_can_be_made_of_is_told_before_the_work(
    choices: str, what: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["train", "--data", str(tmp_path), "--run", str(run), *choices.split()]) == 2
    assert what in capsys.readouterr().err
    assert not run.exists()


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "wrong inside", "single array"])
def test_damaged_weights_are_told(damage: str, tmp_path: Path) -> None:
    model, path = build(TINY), tmp_path / "weights.npz"
    save_weights(model, path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    wrong = bytes(byte ^ 255 for byte in whole[middle : middle + 64])
    damaged = {
        "empty": b"",
        "text": b"weights",
        "cut": whole[:middle],
        "wrong inside": whole[:middle] + wrong + whole[middle + 64 :],
    }
    if damage in damaged:
        path.write_bytes(damaged[damage])
    else:
        with path.open("wb") as file:
            np.save(file, np.zeros(3))
    with pytest.raises(TrainingError, match=rf"{path} cannot be read as weights .*; restore it"):
        load_weights(model, path)


@pytest.mark.parametrize(
    ("step", "option"),
    [
        ("compare", "--architecture"),
        ("compare", "--foreign"),
        ("compare", "--adults"),
        ("compare", "--measure"),
        ("train", "--measure"),
    ],
)
def test_a_step_refuses_what_it_would_not_heed(
    step: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args([step, "--data", "films", option, "cnn"])
    assert f"unrecognized arguments: {option} cnn" in capsys.readouterr().err
