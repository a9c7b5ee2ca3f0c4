"""Training runs on JAX from the same source, without TensorFlow, and what it leaves is exported as ever."""

import json
import os
import subprocess
import sys
from pathlib import Path

from training.config import Config, Stage
from training.networks.network import build
from training.networks.weights import load_weights

TINY = Config(
    architecture="cnn",
    stages=(Stage(2, 32), Stage(1, 64)),
    batch_size=16,
    lung_guidance=0.2,
)

PROGRAM = """
import importlib.machinery
import sys


class Without(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] == "tensorflow" else super().find_spec(name, path, target)


# As if it were not installed: Keras looks for it, and would take a None in sys.modules for the real one.
sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = Without

import json

import keras
from training.__main__ import main
from training.fitting.checkpoints import SaveEpoch

data, run, config, stop = sys.argv[1:]
assert keras.backend.backend() == "jax"
save = SaveEpoch.on_epoch_end

def save_and_stop(self, epoch, logs=None):
    save(self, epoch, logs)
    if stop == "stop":
        raise SystemExit(0)

SaveEpoch.on_epoch_end = save_and_stop
assert main(["train", "--data", data, "--run", run, "--config", config]) == 0
assert "tensorflow" not in sys.modules
"""


def train_on_jax(*arguments: object) -> None:
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    words = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr


def test_a_run_on_jax_goes_on_where_it_was_and_leaves_weights_that_fit(data: Path, tmp_path: Path) -> None:
    run, choices = tmp_path / "run", tmp_path / "choices.json"
    TINY.write(choices)
    train_on_jax(data, run, choices, "stop")
    assert len(json.loads((run / "history.json").read_text())) == 1
    train_on_jax(data, run, choices, "go on")
    assert [epoch["epoch"] for epoch in json.loads((run / "history.json").read_text())] == [1, 2, 3]
    load_weights(build(TINY), run / "weights.npz")
