"""Training runs on JAX from the same source, without TensorFlow, and what it leaves is exported as ever."""

import importlib.util
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from training.config import Config, Stage
from training.model import build
from training.weights import load_weights

TINY = Config(architecture="cnn", stages=(Stage(2, 32), Stage(1, 64)), batch_size=16)

PROGRAM = """
import sys
sys.modules["tensorflow"] = None  # from here on, importing it fails as if it were not installed

import json
from pathlib import Path

import keras
from training.config import Config
from training.progress import SaveEpoch
from training.train import train

data, run, config, stop = sys.argv[1:]
assert keras.backend.backend() == "jax"
save = SaveEpoch.on_epoch_end

def save_and_stop(self, epoch, logs=None):
    save(self, epoch, logs)
    if stop == "stop":
        raise SystemExit(0)

SaveEpoch.on_epoch_end = save_and_stop
train([data], Path(run), Config.load(Path(config)))
assert not [name for name in sys.modules if name.startswith("tensorflow.")]
"""


def train_on_jax(*arguments: object) -> None:
    environment = {**os.environ, "KERAS_BACKEND": "jax", "JAX_PLATFORMS": "cpu"}
    words = [sys.executable, "-c", PROGRAM, *map(str, arguments)]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=900, check=False)
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(not importlib.util.find_spec("jax"), reason="jax is not installed: pip install jax")
def test_a_run_on_jax_goes_on_where_it_was_and_leaves_weights_that_fit(data: Path, tmp_path: Path) -> None:
    run, choices = tmp_path / "run", tmp_path / "choices.json"
    TINY.write(choices)
    train_on_jax(data, run, choices, "stop")
    assert len(json.loads((run / "history.json").read_text())) == 1
    train_on_jax(data, run, choices, "go on")
    assert [epoch["epoch"] for epoch in json.loads((run / "history.json").read_text())] == [1, 2, 3]
    load_weights(build(TINY), run / "weights.npz")
