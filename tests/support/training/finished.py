"""Finished runs that were never trained, and the films of one."""

import functools
from pathlib import Path
from tempfile import TemporaryDirectory

import keras

from training.config import Config
from training.data.catalog import list_populations
from training.data.labelled_film import Film
from training.data.split.parts import split
from training.networks.network import build
from training.networks.weights import WEIGHTS, save_weights


def finished(folder: Path, config: Config, seed: int = 1, split_csv: str = "part,population,file\n") -> Path:
    """Write a run of ``config`` with the random weights of ``seed``."""
    folder.mkdir()
    config.write(folder / "config.json")
    (folder / WEIGHTS).write_bytes(_weights(config, seed))
    # The same for what comes after, whether the network was built now or before.
    keras.utils.set_random_seed(seed)
    (folder / "split.csv").write_text(split_csv)
    epoch = {f"{part}{name}": 0.5 for part in ("", "val_") for name in ("logit_loss", "logit_accuracy")}
    (folder / "history.json").write_text(str([{"epoch": 1, **epoch}]).replace("'", '"'))
    return folder


@functools.cache
def _weights(config: Config, seed: int) -> bytes:
    """Return the file of weights. Building a network takes seconds."""
    keras.utils.set_random_seed(seed)
    with TemporaryDirectory() as folder:
        save_weights(build(config), Path(folder) / WEIGHTS)
        return (Path(folder) / WEIGHTS).read_bytes()


def split_films(data: Path, config: Config) -> dict[str, list[Film]]:
    """Return the films of ``data`` as a run of ``config`` splits them."""
    return split(list_populations([str(data)]), config.split_seed)
