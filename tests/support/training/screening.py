"""A screening network that finds the same two lungs on every picture, as a function and as a file."""

import functools
import hashlib
import json
from pathlib import Path

import keras
import numpy as np

from cxr.inference.model_card import SCREENING_NAME, Screening
from tests.support.inference.networks import screening_network, two_lungs
from training.data.lung_films import LungFinder, ScreeningFile
from training.data.screening_file import SCREENING_CARD
from training.quantization.tflite import to_float

SIZE = 32

FINDER = LungFinder(screening_network(), SIZE)
"""The network as a function, without a file."""


@functools.cache
def screening_file() -> ScreeningFile:
    """Return the network as a file. It is converted once."""
    films = keras.Input((SIZE, SIZE, 1))
    pooled = keras.layers.GlobalAveragePooling2D()(films)
    answers = {
        "lungs": two_lungs()[..., None],
        "picture": np.array([5, 0, 0, 0, 0, 0], np.float32),
        "population": np.array([3], np.float32),
    }
    outputs = {name: _always(answer)(pooled) for name, answer in answers.items()}
    content = to_float(keras.Model(films, outputs), SIZE)
    sha256 = hashlib.sha256(content).hexdigest()
    card = Screening(size=SIZE, sha256=sha256, recognized_from=0, in_population_from=0)
    return ScreeningFile(content, card, {"lungs": {"dice": 0.9}, "limits": {}})


def write_screening(folder: Path) -> Path:
    """Write the network as a run of ``screening`` leaves it."""
    folder.mkdir()
    file = screening_file()
    (folder / SCREENING_NAME).write_bytes(file.content)
    (folder / SCREENING_CARD).write_text(json.dumps({**file.card.model_dump(), "figures": file.figures}))
    return folder


def _always(answer: np.ndarray) -> keras.Layer:
    """Return a layer with the same output for every film."""
    return keras.Sequential(
        [
            keras.layers.Dense(
                answer.size,
                kernel_initializer="zeros",
                bias_initializer=lambda *_, **__: keras.ops.convert_to_tensor(answer.ravel()),
            ),
            keras.layers.Reshape(answer.shape),
        ]
    )
