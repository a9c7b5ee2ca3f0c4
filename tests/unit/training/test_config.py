"""The settings of a run, as they are stored and read."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from training.config import SCHEMA, Config, Stage
from training.errors import TrainingError

TINY = Config(architecture="cnn", stages=(Stage(2, 32),), batch_size=16, warmup_epochs=0.2, weights="a.npz")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is damaged: Invalid JSON"),
        ("[]", "is damaged: Input should be an object"),
        ('{"schema": 3, "wings": 2}', r"is damaged: .*\(wings\)"),
        ('{"schema": 3, "seed": "seven"}', r"is damaged: .*valid integer \(seed\)"),
        ('{"schema": 3, "stages": [{"epochs": 1}]}', r"is damaged: .*\(stages\.0\.size\)"),
        ('{"schema": 3, "batch_size": 1}', ": batch_size is 1; it must be at least 2"),
        ('{"schema": 3, "stages": []}', ": there are no stages; give at least one"),
    ],
)
def test_damaged_config_is_named(content: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(content)
    with pytest.raises(TrainingError, match=rf"{tmp_path / 'config.json'}\s?{message}"):
        Config.load(tmp_path / "config.json")


def test_config_is_written_atomically(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    TINY.write(path)
    assert [*tmp_path.iterdir()] == [path]
    (tmp_path / "config.partial.json").mkdir()
    with pytest.raises(OSError, match=r"config\.partial\.json"):
        replace(TINY, seed=8).write(path)
    assert Config.load(path) == TINY


def test_stored_settings_are_those_of_the_run(tmp_path: Path) -> None:
    config = replace(TINY, averaged_from=("1", "2"), export_seed=3, weights=None, clear_weight=0.25)
    config.write(tmp_path / "config.json")
    assert Config.load(tmp_path / "config.json") == config
    assert json.loads((tmp_path / "config.json").read_text())["schema"] == SCHEMA


def test_settings_of_a_run_before_grey_patches_are_read(tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    TINY.write(path)
    stored = json.loads(path.read_text())
    del stored["grey_share"], stored["superposed_share"]
    path.write_text(json.dumps(stored))
    assert (Config.load(path).grey_share, Config.load(path).superposed_share) == (0, 0)


@pytest.mark.parametrize("content", ["{}", '{"schema": 2}', '{"schema": 4}'])
def test_config_of_another_version_is_refused(content: str, tmp_path: Path) -> None:
    """A file without a schema is of release 0.7 or earlier."""
    (tmp_path / "config.json").write_text(content)
    found = json.loads(content).get("schema", 1)
    with pytest.raises(TrainingError, match=f"its schema is {found}; this version of the program reads 3"):
        Config.load(tmp_path / "config.json")


@pytest.mark.parametrize(
    ("epochs", "size", "message"),
    [
        (0, 64, "stage 0 64: epochs must be 1 or more"),
        (1, 16, "stage 1 16: pixels must be a multiple of 16, 32 or more"),
        (1, 100, "stage 1 100: pixels must be a multiple of 16, 32 or more"),
    ],
)
def test_stage_that_cannot_be_trained_is_refused(epochs: int, size: int, message: str) -> None:
    with pytest.raises(TrainingError, match=message):
        Stage(epochs, size)


def test_a_run_is_served_at_the_size_of_its_last_stage() -> None:
    config = replace(TINY, stages=(Stage(8, 64), Stage(6, 128)))
    assert (config.size, config.epochs, config.schedule) == (128, 14, "8 at 64, 6 at 128")


def test_export_draws_with_its_own_seed_if_there_is_one() -> None:
    assert Config(seed=5).drawing_seed == 5
    assert Config(seed=5, export_seed=6).drawing_seed == 6
