"""The fused network has the outputs and gradients of the served one."""

import subprocess
import sys
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
import pytest
import tensorflow as tf

from training.networks.fused_layers import with_fused_layers
from training.networks.fused_operations import FusedBatchNormalization, fused_swish

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
    """Return outputs in training, and the gradients of a loss."""
    with tf.GradientTape() as tape:
        outputs = model(FILMS, training=True)
        loss = tf.reduce_sum(outputs * tf.cast(tf.range(5), tf.float32))
    variables = [variable.value for variable in model.trainable_variables]
    return np.asarray(outputs), [np.asarray(gradient) for gradient in tape.gradient(loss, variables)]


def test_fused_network_has_the_same_outputs_and_gradients() -> None:
    plain = network()
    fused = with_fused_layers(plain)
    assert np.allclose(fused(FILMS), plain(FILMS), atol=1e-6)
    (expected, gradients), (computed, fused_gradients) = step(plain), step(fused)
    assert np.allclose(computed, expected, atol=1e-4)
    for one, other in zip(gradients, fused_gradients, strict=True):
        assert np.allclose(one, other, atol=1e-3)
    for one, other in zip(plain.get_weights(), fused.get_weights(), strict=True):
        assert np.allclose(one, other, atol=1e-5), "batch normalization has the same statistics"


def test_layers_are_fused_if_possible() -> None:
    kinds = [
        type(layer) for layer in with_fused_layers(network()).layers if "batch_normalization" in layer.name
    ]
    assert kinds == [FusedBatchNormalization, keras.layers.BatchNormalization]
    assert [
        layer.activation for layer in with_fused_layers(network()).layers if hasattr(layer, "activation")
    ] == [
        fused_swish,
        fused_swish,
        keras.activations.relu,
    ]


def test_stored_fused_network_is_restored(tmp_path: Path) -> None:
    fused = with_fused_layers(network())
    fused.save(tmp_path / "state.keras")
    restored = keras.saving.load_model(tmp_path / "state.keras")
    assert any(type(layer) is FusedBatchNormalization for layer in restored.layers)
    assert np.array_equal(step(restored)[0], step(fused)[0])


def test_new_process_knows_the_fused_layers() -> None:
    names = ("FusedBatchNormalization", "fused_swish")
    known = (f"keras.saving.get_registered_object('pneumoscope>{name}').__name__" for name in names)
    program = "; ".join(("import keras, training.fitting.train", *known))
    subprocess.run([sys.executable, "-c", program], check=True, timeout=300)


def test_frozen_layers_keep_their_statistics() -> None:
    fused = with_fused_layers(network())
    fused.trainable = False
    before = fused.get_weights()
    fused(FILMS, training=True)
    assert all(np.array_equal(one, other) for one, other in zip(before, fused.get_weights(), strict=True))


def test_half_precision_is_left_to_keras() -> None:
    normalization = FusedBatchNormalization(dtype="mixed_bfloat16")
    outputs = normalization(FILMS, training=True)
    assert outputs.dtype == tf.bfloat16
    assert np.abs(np.asarray(tf.cast(outputs, tf.float32)).mean()) < 0.01


def test_other_backends_leave_the_network_unchanged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keras.backend, "backend", lambda: "jax")
    plain = network()
    assert with_fused_layers(plain) is plain
