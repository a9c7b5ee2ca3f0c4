"""The network that is fitted is the one that is served: the same answers and gradients, computed faster."""

import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf

from training.networks.fused_layers import quicken
from training.networks.fused_operations import QuickNormalization, quick_swish

FILMS = np.random.default_rng(0).uniform(-1, 1, (8, 6, 6, 3)).astype(np.float32)

Gradients = list[npt.NDArray[np.float32]]


def network() -> keras.Model:
    keras.utils.set_random_seed(1)
    films = keras.Input((None, None, 3))
    scaled = keras.layers.Normalization()
    scaled.adapt(2 * FILMS + 1)
    x = keras.layers.Conv2D(5, 3, activation="swish")(scaled(films))
    x = keras.layers.Activation("swish")(keras.layers.BatchNormalization(momentum=0.9)(x))
    x = keras.layers.BatchNormalization(scale=False)(x)
    return keras.Model(films, keras.layers.Activation("relu")(x), name="backbone")


def step(model: keras.Model) -> tuple[npt.NDArray[np.float32], Gradients]:
    """Answers in training, and the gradients of a loss."""
    with tf.GradientTape() as tape:
        answers = model(FILMS, training=True)
        loss = tf.reduce_sum(answers * tf.cast(tf.range(5), tf.float32))
    variables = [variable.value for variable in model.trainable_variables]
    return np.asarray(answers), [np.asarray(gradient) for gradient in tape.gradient(loss, variables)]


def test_a_quick_network_answers_and_learns_as_the_other() -> None:
    plain = network()
    quick = quicken(plain)
    assert np.allclose(quick(FILMS), plain(FILMS), atol=1e-6)
    (said, gradients), (quickly, quick_gradients) = step(plain), step(quick)
    assert np.allclose(quickly, said, atol=1e-4)
    for one, other in zip(gradients, quick_gradients, strict=True):
        assert np.allclose(one, other, atol=1e-3)
    for one, other in zip(plain.get_weights(), quick.get_weights(), strict=True):
        assert np.allclose(one, other, atol=1e-5), "batch normalization remembers the same statistics"


def test_layers_are_quick_where_they_can_be() -> None:
    kinds = [type(layer) for layer in quicken(network()).layers if "batch_normalization" in layer.name]
    assert kinds == [QuickNormalization, keras.layers.BatchNormalization]
    assert [layer.activation for layer in quicken(network()).layers if hasattr(layer, "activation")] == [
        quick_swish,
        quick_swish,
        keras.activations.relu,
    ]


def test_a_quick_network_that_was_stored_goes_on(tmp_path: Path) -> None:
    quick = quicken(network())
    quick.save(tmp_path / "state.keras")
    again = keras.saving.load_model(tmp_path / "state.keras")
    assert any(type(layer) is QuickNormalization for layer in again.layers)
    assert np.array_equal(step(again)[0], step(quick)[0])


def test_a_process_that_made_no_such_layer_knows_them() -> None:
    program = (
        "import keras, training.fitting.train; keras.saving.get_registered_object('pneumoscope>{}').__name__"
    )
    for name in ("QuickNormalization", "quick_swish"):
        subprocess.run([sys.executable, "-c", program.format(name)], check=True, timeout=300)


def test_frozen_layers_keep_their_statistics() -> None:
    quick = quicken(network())
    quick.trainable = False
    before = quick.get_weights()
    quick(FILMS, training=True)
    assert all(np.array_equal(one, other) for one, other in zip(before, quick.get_weights(), strict=True))


def test_half_precision_is_left_to_keras() -> None:
    normalization = QuickNormalization(dtype="mixed_bfloat16")
    answers = normalization(FILMS, training=True)
    assert answers.dtype == tf.bfloat16
    assert np.abs(np.asarray(tf.cast(answers, tf.float32)).mean()) < 0.01


def test_other_backends_take_the_network_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    plain = network()
    assert quicken(plain) is plain
