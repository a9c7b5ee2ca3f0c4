"""The model that is trained: the network, with the log-odds of the lungs and of clear places as outputs."""

import keras
from keras import ops

from training.networks.network import BODY, CLEAR_LOGIT, LOGIT

FILM, LUNGS, CLEAR = "film", "lungs", "clear"
"""Inputs: films (batch, side, side, 1), 0-255; the share of lung in each cell of the map, and of lung that is
known to be clear, (batch, cells, cells, 1), 0-1."""


@keras.saving.register_keras_serializable("pneumoscope")
class MeanOdds(keras.layers.Layer):
    """The log of the mean odds over cells, as ``cxr.inference.activation_map.film_logit`` computes it."""

    def call(self, cells: keras.KerasTensor, shares: keras.KerasTensor) -> keras.KerasTensor:
        """Return (batch, 1) for ``cells`` and ``shares``, (batch, rows, columns, 1) each."""
        weighted = ops.logsumexp(cells + ops.log(shares + 1e-9), axis=(1, 2))
        return weighted - ops.log(ops.sum(shares, axis=(1, 2)) + 1e-4)


def build_training_model(body: keras.Model) -> keras.Model:
    """Return the model that trains ``body``, for films of any size."""
    films, lungs, clear = (keras.Input((None, None, 1), name=name) for name in (FILM, LUNGS, CLEAR))
    cells = body(films)
    outputs = {
        LOGIT: MeanOdds(name=LOGIT, dtype="float32")(cells, lungs),
        CLEAR_LOGIT: MeanOdds(name=CLEAR_LOGIT, dtype="float32")(cells, clear),
    }
    return keras.Model({FILM: films, LUNGS: lungs, CLEAR: clear}, outputs, name="training_model")


def body_of(model: keras.Model) -> keras.Model:
    """Return the network inside a training model."""
    return model.get_layer(BODY)
