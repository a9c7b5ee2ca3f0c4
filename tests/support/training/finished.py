"""Finished runs that were never trained, and the films of one."""

from pathlib import Path

import keras

from training.config import Config
from training.data.catalog import list_populations
from training.data.labelled_film import Film
from training.data.split.parts import split
from training.networks.network import build
from training.networks.weights import save_weights


def finished(folder: Path, config: Config, seed: int = 1, split_csv: str = "part,population,file\n") -> Path:
    """Write a run of ``config`` with the random weights of ``seed``."""
    folder.mkdir()
    keras.utils.set_random_seed(seed)
    config.write(folder / "config.json")
    save_weights(build(config), folder / "weights.npz")
    (folder / "split.csv").write_text(split_csv)
    epoch = {f"{part}{name}": 0.5 for part in ("", "val_") for name in ("logit_loss", "logit_accuracy")}
    (folder / "history.json").write_text(str([{"epoch": 1, **epoch}]).replace("'", '"'))
    return folder


def split_films(data: Path, config: Config) -> dict[str, list[Film]]:
    """Return the films of ``data`` as a run of ``config`` splits them."""
    return split(list_populations([str(data)]), config.split_seed)
