"""A model's weights as float16: small enough to keep with the project, once a release."""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from training.errors import TrainingError
from training.files import written_whole
from training.networks.network import LOGIT, MAP, SCREENING

WEIGHTS = "weights.npz"
"""Its name in a run's folder and in a release's."""


def save_weights(model: keras.Model, path: Path) -> None:
    """Write the variables of ``model``, whole or not at all.

    Float16 moves a weight by a 2,048th of itself at most; the export starts from this file, so
    what it measures holds for weights that were stored this way.
    """
    with written_whole(path) as beside:
        np.savez(beside, *(np.asarray(variable, np.float16) for variable in _kept(model)))


def load_weights(model: keras.Model, path: Path) -> None:
    """Fill ``model`` with what ``save_weights`` wrote.

    Raises TrainingError where the file is missing, damaged or of another architecture.
    """
    values = _read(path)
    variables = _kept(model)
    if [value.shape for value in values] != [tuple(variable.shape) for variable in variables]:
        raise TrainingError(
            f"{path} holds the weights of another architecture; "
            "give a file of the one that --architecture or the run's config.json names"
        )
    for variable, value in zip(variables, values, strict=True):
        variable.assign(value.astype(np.float32))
    for layer in model.get_layer("backbone").layers:
        if isinstance(layer, keras.layers.Normalization):
            layer.finalize_state()  # it computes with copies of its variables


def average_weights(paths: Sequence[Path], path: Path) -> None:
    """Write the mean of what ``save_weights`` wrote to ``paths``, whole or not at all.

    Raises TrainingError where a file is missing, damaged or of another architecture than the first.
    """
    every = [_read(one) for one in paths]
    for one, values in zip(paths, every, strict=True):
        if [value.shape for value in values] != [value.shape for value in every[0]]:
            raise TrainingError(f"{one} holds the weights of another architecture than {paths[0]}")
    means = (np.mean(same, axis=0, dtype=np.float32) for same in zip(*every, strict=True))
    with written_whole(path) as beside:
        np.savez(beside, *(mean.astype(np.float16) for mean in means))


def _read(path: Path) -> list[npt.NDArray[np.float16]]:
    if not path.exists():
        raise TrainingError(f"{path} is missing; 'python -m training train' writes it")
    try:
        with np.load(path) as stored:
            return [stored[name] for name in stored.files]
    # NumPy raises the first two for a file that is no archive, TypeError for one that is a single array.
    except (OSError, ValueError, EOFError, TypeError, zipfile.BadZipFile, zlib.error) as e:
        raise TrainingError(f"{path} cannot be read as weights ({e}); restore it, or train anew") from e


def _kept(model: keras.Model) -> list[keras.Variable]:
    """Trained weights and normalization statistics, those of the screening heads last.

    In order, not by name: Keras numbers some of EfficientNet's layers by how many were made before.
    """
    layers = ("backbone", MAP, LOGIT, *SCREENING)
    every = [variable for name in layers for variable in model.get_layer(name).variables]
    return [variable for variable in every if "seed_generator" not in variable.path]
