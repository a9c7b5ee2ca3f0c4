"""The backend of Keras that a step needs."""

import argparse

import keras

from training.errors import TrainingError


def require_tensorflow(options: argparse.Namespace) -> None:
    """Raise TrainingError on another backend: TensorFlow makes the file that is served."""
    if keras.backend.backend() != "tensorflow":
        raise TrainingError(
            f"{options.step} needs TensorFlow: unset KERAS_BACKEND; only 'train' runs on another backend"
        )
