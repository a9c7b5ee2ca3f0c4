"""Stored weights that cannot be loaded."""

from pathlib import Path

import numpy as np
import pytest

from training.config import Config, Stage
from training.errors import TrainingError
from training.networks.network import build
from training.networks.weights import load_weights, save_weights

TINY = Config(architecture="cnn", stages=(Stage(2, 32),))


@pytest.mark.parametrize("damage", ["empty", "text", "cut", "wrong inside", "single array"])
def test_damaged_weights_are_named(damage: str, tmp_path: Path) -> None:
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
