"""Devices that share a run train as one does. Two virtual devices of one processor stand for two GPUs."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.config import Config, Stage
from training.errors import TrainingError
from training.fitting.devices import shared_devices

TINY = Config(architecture="cnn", stages=(Stage(1, 32),), batch_size=16)

PROGRAM = """
import sys

import keras
from training.__main__ import main

data, screening, settings, runs = sys.argv[1:]
assert len(keras.distribution.list_devices()) == 2
for devices in ("1", "2"):
    given = ["--data", data, "--screening", screening, "--config", settings, "--devices", devices]
    assert main(["train", *given, "--run", f"{runs}/{devices}"]) == 0
    assert keras.distribution.distribution() is None
"""


def test_two_devices_reach_the_losses_of_one(data: Path, screening: Path, tmp_path: Path) -> None:
    settings, runs = tmp_path / "settings.json", tmp_path / "runs"
    TINY.write(settings)
    environment = {
        **os.environ,
        "KERAS_BACKEND": "jax",
        "JAX_PLATFORMS": "cpu",
        "XLA_FLAGS": "--xla_force_host_platform_device_count=2",
    }
    words = [sys.executable, "-c", PROGRAM, *map(str, (data, screening, settings, runs))]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr
    assert "2 of 2 devices share the run" in done.stdout
    one, two = (json.loads((runs / count / "history.json").read_text()) for count in ("1", "2"))
    for alone, together in zip(one, two, strict=True):
        for name in ("loss", "logit_loss", "val_loss", "val_logit_loss", "val_logit_accuracy"):
            assert together[name] == pytest.approx(alone[name], rel=2e-3), name


def test_all_devices_that_divide_a_batch_share_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.fitting.devices._devices", lambda: ["gpu:0", "gpu:1", "gpu:2"])
    shared: list[list[str]] = []

    class Distribution:
        def __init__(self, devices: list[str]) -> None:
            shared.append(devices)

        def scope(self) -> "Distribution":
            return self

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    monkeypatch.setattr("keras.distribution.DataParallel", Distribution)
    with shared_devices(None, 32) as count:
        assert count == 2
    assert shared == [["gpu:0", "gpu:1"]]


@pytest.mark.parametrize(
    ("wanted", "batch_size", "reason"),
    [(4, 32, "can share a run among 3 here"), (3, 32, "a batch of 32 films cannot be divided evenly")],
)
def test_devices_that_cannot_share_a_run_are_refused(
    wanted: int, batch_size: int, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("training.fitting.devices._devices", lambda: ["gpu:0", "gpu:1", "gpu:2"])
    with pytest.raises(TrainingError, match=reason), shared_devices(wanted, batch_size):
        pass


def test_tensorflow_trains_on_one_device() -> None:
    with shared_devices(None, 32) as count:
        assert count == 1
    with pytest.raises(TrainingError, match="train with KERAS_BACKEND=jax"), shared_devices(2, 32):
        pass
