"""The finding network gives log-odds for each cell of a film."""

from dataclasses import replace

import keras
import numpy as np
import pytest

from training.config import Config, Stage
from training.errors import TrainingError
from training.networks.network import MAP, build

CNN = Config(architecture="cnn", stages=(Stage(1, 64),), dropout=0.5)
FILMS = np.random.default_rng(0).uniform(0, 255, (3, 64, 96, 1)).astype(np.float32)


def test_a_cell_of_the_map_stands_for_16_by_16_pixels() -> None:
    network = build(CNN)
    assert network.input_shape == (None, None, None, 1)
    cells = np.asarray(network(FILMS))
    assert cells.shape == (3, 4, 6, 1)
    assert cells.dtype == np.float32
    assert cells.std() > 0


def test_evidence_is_where_the_film_changes() -> None:
    network, changed = build(CNN), FILMS.copy()
    changed[:, :16, :16] = 255 - changed[:, :16, :16]
    difference = np.abs(np.asarray(network(changed)) - np.asarray(network(FILMS)))[..., 0]
    assert difference[:, 0, 0].min() > 0
    assert not difference[:, 2:].any(), "far cells see nothing of it"
    assert not difference[:, :, 3:].any()


def test_features_are_dropped_in_training_only() -> None:
    network = build(CNN)
    for layer in network.get_layer("backbone").layers:
        layer.trainable = False  # normalization by the batch would change the outputs, too
    served = np.asarray(network(FILMS))
    assert np.array_equal(served, network(FILMS))
    assert not np.array_equal(served, network(FILMS, training=True))


def test_the_fused_network_has_the_same_outputs() -> None:
    plain, fused = build(CNN), build(CNN, fused=True)
    fused.set_weights(plain.get_weights())
    assert np.asarray(fused(FILMS)) == pytest.approx(np.asarray(plain(FILMS)), abs=1e-4)
    assert {type(layer) for layer in fused.get_layer("backbone").layers} != {
        type(layer) for layer in plain.get_layer("backbone").layers
    }


def test_log_odds_are_float32_in_mixed_precision() -> None:
    before = keras.config.dtype_policy()
    keras.config.set_dtype_policy("mixed_bfloat16")
    try:
        network = build(CNN)
    finally:
        keras.config.set_dtype_policy(before)
    assert network.get_layer(MAP).compute_dtype == "float32"
    assert np.asarray(network(FILMS)).dtype == np.float32


def test_unknown_architecture_error_lists_the_known_ones() -> None:
    with pytest.raises(TrainingError, match=r"unknown architecture 'inceptionv3'; known: efficientnetb3, "):
        build(replace(CNN, architecture="inceptionv3"))
