"""The settings of a run, as they are stored and read."""

import json
from dataclasses import asdict, replace
from pathlib import Path

import pytest

from training.config import RETIRED, Config, Stage
from training.errors import TrainingError

TINY = Config(architecture="cnn", stages=(Stage(2, 32),), batch_size=16, warmup_epochs=0.2, weights="a.npz")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is damaged: Invalid JSON"),
        ("[]", "is damaged: Input should be an object"),
        ('{"wings": 2}', r"is damaged: .*\(wings\)"),
        ('{"seed": "seven"}', r"is damaged: .*valid integer \(seed\)"),
        ('{"stages": [{"epochs": 1}]}', r"is damaged: .*\(stages\.0\.size\)"),
        ('{"batch_size": 0}', ": batch_size is 0; it must be at least 1"),
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


def test_config_without_lung_guidance_is_read(tmp_path: Path) -> None:
    old = {name: value for name, value in asdict(TINY).items() if name != "lung_guidance"}
    (tmp_path / "config.json").write_text(json.dumps(old))
    assert Config.load(tmp_path / "config.json") == TINY


def test_retired_settings_without_effect_are_dropped(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text(json.dumps(asdict(TINY) | RETIRED))
    assert Config.load(tmp_path / "config.json") == TINY


@pytest.mark.parametrize(("name", "value"), [("teacher", "runs/lite"), ("mirror_guidance", 0.2)])
def test_retired_setting_with_an_effect_is_refused(name: str, value: object, tmp_path: Path) -> None:
    path = tmp_path / "config.json"
    path.write_text(json.dumps(asdict(TINY) | RETIRED | {name: value}))
    with pytest.raises(TrainingError, match=f"{path}: {name} is {value}; this version has no such setting"):
        Config.load(path)


def test_renamed_setting_of_release_0_8_is_read(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"others_share": 0.25}')
    assert Config.load(tmp_path / "config.json").ood_share == 0.25


def test_config_of_a_later_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"schema": 3}')
    with pytest.raises(TrainingError, match="its schema is 3; this version of the program reads 1 and 2"):
        Config.load(tmp_path / "config.json")


def test_export_draws_with_its_own_seed_if_there_is_one() -> None:
    assert Config(seed=5).drawing_seed == 5
    assert Config(seed=5, export_seed=6).drawing_seed == 6
