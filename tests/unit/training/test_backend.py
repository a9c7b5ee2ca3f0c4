"""Training takes JAX where TensorFlow is not installed."""

import os
import subprocess
import sys

import pytest

from training.__main__ import main

PROGRAM = """
import sys
from training.__main__ import main

result = main(["train", "--data", "nowhere", "--screening", "nowhere"])
import keras
print(keras.backend.backend(), "tensorflow" in sys.modules)
sys.exit(result)
"""

HIDE_TENSORFLOW = """
import importlib.machinery
import sys


class Without(importlib.machinery.PathFinder):
    @classmethod
    def find_spec(cls, name, path=None, target=None):
        return None if name.split(".")[0] == "tensorflow" else super().find_spec(name, path, target)


sys.meta_path[sys.meta_path.index(importlib.machinery.PathFinder)] = Without
"""


def test_without_tensorflow_jax_trains() -> None:
    environment = {name: value for name, value in os.environ.items() if name != "KERAS_BACKEND"}
    environment["JAX_PLATFORMS"] = "cpu"
    words = [sys.executable, "-c", HIDE_TENSORFLOW + PROGRAM]
    done = subprocess.run(words, env=environment, capture_output=True, text=True, timeout=600, check=False)
    assert done.stdout.splitlines()[-1] == "jax False", done.stderr
    assert "training: nowhere contains no screening network" in done.stderr
    assert done.returncode == 2


@pytest.mark.parametrize("count", ["0", "-1", "two"])
def test_a_number_of_devices_below_one_is_refused(count: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["train", "--data", "nowhere", "--devices", count])
    assert stopped.value.code == 2
    assert f"'{count}' is no number of 1 or more" in capsys.readouterr().err
