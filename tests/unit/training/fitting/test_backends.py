"""Training runs on JAX without TensorFlow, and its weights load on TensorFlow."""

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
)

PROGRAM = """
import importlib.machinery
import sys


class Without(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] == "tensorflow" else super().find_spec(name, path, target)


# Hide TensorFlow from the import system: Keras would take a None in sys.modules for the module.
sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = Without

import json

import keras
from training.__main__ import main
from training.fitting.checkpoints import SaveEpoch

data, screening, run, config, stop = sys.argv[1:]
assert keras.backend.backend() == "jax"
save = SaveEpoch.on_epoch_end

def save_and_stop(self, epoch, logs=None):
    save(self, epoch, logs)
    if stop == "stop":
        raise SystemExit(0)

SaveEpoch.on_epoch_end = save_and_stop
films = ["--data", data, "--screening", screening]
assert main(["train", *films, "--run", run, "--config", config]) == 0
assert "tensorflow" not in sys.modules
"""


def train_on_jax(*arguments: object) -> None:
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    words = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr


def test_run_on_jax_resumes_and_its_weights_load_on_tensorflow(
    data: Path, screening: Path, tmp_path: Path
) -> None:
    run, settings = tmp_path / "run", tmp_path / "settings.json"
    TINY.write(settings)
    train_on_jax(data, screening, run, settings, "stop")
    assert len(json.loads((run / "history.json").read_text())) == 1
    train_on_jax(data, screening, run, settings, "resume")
    assert [epoch["epoch"] for epoch in json.loads((run / "history.json").read_text())] == [1, 2, 3]
    load_weights(build(TINY), run / "weights.npz")
