"""Weights as float16: small enough to keep in the repository, once per release."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training.errors import TrainingError
from training.files import atomic_write
from training.networks.network import MAP

WEIGHTS = "weights.npz"
"""The file of the weights, in the folder of a run or a report."""


def save_weights(model: keras.Model, path: Path) -> None:
    """Write the variables of ``model``. The write is atomic.

    Float16 changes a weight by at most a 2,048th of its value. The export reads this file, so its
    figures are those of the stored weights.
    """
    save_variables(_kept(model), path)


def save_variables(variables: Sequence[keras.Variable], path: Path) -> None:
    """Write the variables of any network as float16. The write is atomic."""
    with atomic_write(path) as partial:
        np.savez(partial, *(np.asarray(variable, np.float16) for variable in variables))


def load_weights(model: keras.Model, path: Path) -> None:
    """Load a file of ``save_weights`` into ``model``.

    A file of a deeper network, as of releases up to 0.8, is read up to the features that ``model`` has;
    its map is then a new one. Raise TrainingError if the file is missing, damaged or of another
    architecture.
    """
    values = _read(path)
    variables = _kept(model)
    if len(values) > len(variables):
        variables = _variables(model, "backbone")
        values = values[: len(variables)]
    if [value.shape for value in values] != [tuple(variable.shape) for variable in variables]:
        raise TrainingError(
            f"{path} contains the weights of another architecture; "
            "give a file of the architecture in --architecture or in the run's config.json"
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value.astype(np.float32))
    for layer in model.get_layer("backbone").layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # it computes with copies of its variables


def average_weights(paths: Sequence[Path], path: Path) -> None:
    """Write the mean of several files of ``save_weights``. The write is atomic.

    Raise TrainingError if a file is missing, damaged or of another architecture than the first.
    """
    every = [_read(one) for one in paths]
    for one, values in zip(paths, every, strict=True):
        if [value.shape for value in values] != [value.shape for value in every[0]]:
            raise TrainingError(f"{one} contains the weights of another architecture than {paths[0]}")
    means = (np.mean(same, axis=0, dtype=np.float32) for same in zip(*every, strict=True))
    with atomic_write(path) as partial:
        np.savez(partial, *(mean.astype(np.float16) for mean in means))


def _read(path: Path) -> list[npt.NDArray[np.float16]]:
    if not path.exists():
        raise TrainingError(f"{path} is missing; 'python -m training train' writes it")
    try:
        with np.load(path) as stored:
            return [stored[name] for name in stored.files]
    # NumPy raises the first two for a file that is not an archive, TypeError for a single array.
    except (OSError, ValueError, EOFError, TypeError, zipfile.BadZipFile, zlib.error) as e:
        raise TrainingError(f"{path} cannot be read as weights ({e}); restore it, or train again") from e


def _kept(model: keras.Model) -> list[keras.Variable]:
    """Return trained weights and normalization statistics, those of the map last.

    The order identifies them, not the names: Keras numbers some of EfficientNet's layers by how many it
    has made before.
    """
    return [*_variables(model, "backbone"), *_variables(model, MAP)]


def _variables(model: keras.Model, layer: str) -> list[keras.Variable]:
    return [v for v in model.get_layer(layer).variables if "seed_generator" not in v.path]
