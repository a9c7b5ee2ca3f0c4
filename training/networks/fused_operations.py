"""Keras layers that are computed by a single TensorFlow operation."""

from collections.abc import Callable

import keras
import tensorflow as tf


@keras.saving.register_keras_serializable("pneumoscope")
class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Batch normalization with one pass each for statistics, output and gradient: channels last, float32."""

    def call(
        self, inputs: tf.Tensor, training: bool | None = None, mask: tf.Tensor | None = None
    ) -> tf.Tensor:
        """Normalize as Keras does: by the batch in training, by the moving averages otherwise."""
        if not (training and self.trainable) or mask is not None or inputs.dtype != tf.float32:
            return super().call(inputs, training=training, mask=mask)
        outputs, mean, variance = tf.compat.v1.nn.fused_batch_norm(
            inputs, self.gamma.value, self.beta.value, epsilon=self.epsilon, is_training=True
        )
        count = tf.cast(tf.size(inputs) // tf.shape(inputs)[-1], tf.float32)
        # TensorFlow returns the unbiased variance, Keras keeps the biased one.
        for moving, seen in (
            (self.moving_mean, mean),
            (self.moving_variance, variance * (count - 1) / count),
        ):
            moving.assign(moving * self.momentum + tf.stop_gradient(seen) * (1 - self.momentum))
        return outputs


@keras.saving.register_keras_serializable("pneumoscope")
def fused_swish(inputs: tf.Tensor) -> tf.Tensor:
    """Return x * sigmoid(x) (Ramachandran et al. 2017). The gradient is one pass."""
    return _swish(inputs)


@tf.custom_gradient
def _swish(inputs: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    return tf.nn.silu(inputs), lambda upstream: _swish_gradient(inputs, upstream)


@tf.function(jit_compile=True, autograph=False)
def _swish_gradient(inputs: tf.Tensor, upstream: tf.Tensor) -> tf.Tensor:
    sigmoid = tf.sigmoid(inputs)
    return upstream * sigmoid * (1 + inputs * (1 - sigmoid))


def fused_layer(layer: keras.Layer) -> keras.Layer:
    """Return a new layer with the same settings, fused if there is such a layer."""
    config = layer.get_config()
    if (
        type(layer) is keras.layers.BatchNormalization
        and layer.center
        and layer.scale
        and layer.axis in (-1, 3)
    ):
        return FusedBatchNormalization.from_config(config)
    copy = layer.__class__.from_config(config)
    if getattr(copy, "activation", None) is keras.activations.silu:
        copy.activation = fused_swish
    return copy
