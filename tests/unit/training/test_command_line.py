"""Errors of the command line: each is a sentence, and nothing is lost."""

import argparse
import json
import re
from dataclasses import replace
from pathlib import Path

import pytest

from training.__main__ import main
from training.commands.steps import COMMANDS
from training.config import RANGES, Config, Stage
from training.fitting.checkpoints import SaveEpoch
from training.options.parser import parser
from training.options.steps import STEPS
from training.recipes import RECIPES

TINY = Config(architecture="cnn", stages=(Stage(2, 32),), batch_size=16, warmup_epochs=0.2, weights="a.npz")
TINY_FROM_NOTHING = replace(TINY, weights=None)


def test_stopped_run_with_a_config_keeps_its_epochs(
    data: Path,
    screening: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    run, settings, save = tmp_path / "run", tmp_path / "settings.json", SaveEpoch.on_epoch_end
    replace(TINY, weights="gone", averaged_from=("1", "2"), export_seed=3).write(settings)

    def save_and_stop(self: SaveEpoch, epoch: int, logs: dict[str, float] | None = None) -> None:
        save(self, epoch, logs)
        raise KeyboardInterrupt

    monkeypatch.setattr(SaveEpoch, "on_epoch_end", save_and_stop)
    others = ["--config", str(settings), "--seed", "8", "--weights", "none"]
    films = ["--data", str(data), "--screening", str(screening)]
    assert main(["train", *films, "--run", str(run), *others]) == 2
    assert f"finished epochs are in {run}, and the same command resumes" in capsys.readouterr().err
    assert len(json.loads((run / "history.json").read_text())) == 1
    assert Config.load(run / "config.json") == replace(TINY, seed=8, weights=None)


def test_full_disk_error_names_the_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def write(_: object) -> None:
        raise OSError(28, "No space left on device", "runs/latest/state.keras")

    monkeypatch.setitem(COMMANDS, "train", write)
    assert main(["train", "--data", str(tmp_path)]) == 2
    assert "No space left on device: 'runs/latest/state.keras'; check" in capsys.readouterr().err


def test_folder_without_a_model_is_named_with_its_option(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["evaluate", "--data", str(data), "--out", str(tmp_path / "empty")]) == 2
    assert f"--out {tmp_path / 'empty'} contains no usable model" in capsys.readouterr().err


@pytest.mark.parametrize("step", ["shortcuts", "robustness"])
def test_folder_without_a_model_to_measure_is_named_and_is_no_look(
    step: str, data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = ["--model", str(tmp_path / "empty"), "--reports", str(tmp_path), "--out", str(tmp_path / "a.md")]
    given = ["--films", "4"] if step == "robustness" else []
    assert main([step, "--data", str(data), *places, *given]) == 2
    assert f"--model {tmp_path / 'empty'} contains no usable model" in capsys.readouterr().err
    assert not list(tmp_path.glob("*.csv"))


@pytest.mark.parametrize("step", ["export", "train"])
def test_missing_config_error_names_the_step_that_writes_it(
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
    ("settings", "message"),
    [
        ("--stage 1 100", "stage 1 100: pixels must be a multiple of 16"),
        ("--stage 1 0", "stage 1 0: pixels must be a multiple of 16"),
        ("--stage 0 64", "stage 0 64: epochs must be 1 or more"),
        ("--learning-rate -0.1", "learning_rate is -0.1; it must be at least"),
        ("--learning-rate nan", "learning_rate is nan; it must be at least"),
        ("--clear-weight inf", "clear_weight is inf; it must be at least"),
        ("--grey-share 1.5", "grey_share is 1.5; it must be at least 0.0 and at most 1.0"),
        ("--seed -1", "seed is -1; it must be at least 0"),
        ("--precision float17", "precision 'float17' is unknown; choose float32, mixed_bfloat16"),
    ],
)
def test_invalid_setting_is_named_before_the_work(
    settings: str, message: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = tmp_path / "run"
    assert main(["train", "--data", str(tmp_path), "--run", str(run), *settings.split()]) == 2
    assert message in capsys.readouterr().err
    assert not run.exists()


@pytest.mark.parametrize(
    ("step", "option"),
    [
        ("compare", "--architecture"),
        ("compare", "--measure"),
        ("train", "--measure"),
        ("train", "--non-chest"),
        ("export", "--other-population"),
        ("calibrate", "--screening"),
        ("evaluate", "--screening"),
    ],
)
def test_step_refuses_an_option_that_it_does_not_use(
    step: str, option: str, capsys: pytest.CaptureFixture[str]
) -> None:
    version = ["--version", "9.9.9"] if step == "export" else []
    with pytest.raises(SystemExit, match="2"):
        parser().parse_args([step, "--data", "films", *version, option, "cnn"])
    assert f"unrecognized arguments: {option} cnn" in capsys.readouterr().err


@pytest.mark.parametrize("step", STEPS)
def test_help_of_an_option_has_its_range_and_default(step: str) -> None:
    (steps,) = (action for action in parser()._actions if isinstance(action, argparse._SubParsersAction))
    options = [action for action in steps.choices[step]._actions if action.help != argparse.SUPPRESS]
    for option in options:
        if option.nargs == 0 or option.dest == "help":
            continue
        assert re.search(r"\((.*; )?(default|required)", str(option.help)), option.option_strings
        if option.dest in RANGES:
            assert re.search(r"\((integer|number), .*(to|or more)", str(option.help)), option.option_strings


def test_recipe_gives_the_settings_and_options_change_them(
    data: Path, screening: Path, tmp_path: Path
) -> None:
    run = tmp_path / "run"
    films = ["--data", str(data), "--screening", str(screening)]
    changes = ["--stage", "1", "32", "--seed", "8", "--weights", "none"]
    assert main(["train", *films, "--run", str(run), "--recipe", "quick_cpu", *changes]) == 0
    recipe = RECIPES["quick_cpu"]
    expected = replace(recipe, stages=(Stage(1, 32),), seed=8, weights=None)
    assert Config.load(run / "config.json") == expected


def test_recipe_and_config_exclude_each_other(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run = ["run", "--data", str(data), "--run", str(tmp_path / "run"), "--version", "9.9.9"]
    places = ["--out", str(tmp_path), "--reports", str(tmp_path), "--page", str(tmp_path / "card.md")]
    assert main([*run, *places, "--recipe", "quick_cpu", "--config", "a.json"]) == 2
    assert "give --recipe or --config, not both" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()


def test_missing_screening_network_is_named_before_the_work(
    data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    options = ["--data", str(data), "--run", str(tmp_path / "run"), "--screening", str(tmp_path / "none")]
    assert main(["train", *options]) == 2
    assert f"{tmp_path / 'none'} contains no screening network" in capsys.readouterr().err
    assert not (tmp_path / "run").exists()
