"""The architectures up to their last features of stride 16: RGB films -> features."""

from collections.abc import Callable

import keras
import numpy as np

from training.errors import TrainingError
from training.networks.efficientnet_lite import efficientnetlite2

IMAGENET_MEAN, IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Mean and deviation of ImageNet's pixels in red, green and blue, 0-1. DenseNet's published weights expect
input that is standardized with them."""

ANY_SIZE = (None, None, 3)


def efficientnetb3(pretrained: str | None) -> keras.Model:
    """Return EfficientNetB3 (Tan and Le 2019), up to the expansion of block 6.

    The features are those that detectors take from it at this stride. ``keras.applications`` scales the
    input inside the graph.
    """
    model = keras.applications.EfficientNetB3(
        include_top=False, weights=None, input_shape=ANY_SIZE, name="backbone"
    )
    if pretrained:
        published = _published(
            lambda: keras.applications.EfficientNetB3(
                include_top=False, weights=pretrained, input_shape=ANY_SIZE
            )
        )
        model.set_weights(published.get_weights())
        _scale_as_published(model)
    return _until(model, "block6a_expand_activation")


def densenet121(pretrained: str | None) -> keras.Model:
    """Return DenseNet121 (Huang et al. 2017): input with zero mean and unit variance over ImageNet."""
    films = keras.Input(ANY_SIZE)
    mean, deviation = np.array(IMAGENET_MEAN), np.array(IMAGENET_DEVIATION)
    scaling = keras.layers.Rescaling(
        (1 / (255 * deviation)).tolist(), offset=(-mean / deviation).tolist(), name="scaling"
    )
    scaled = scaling(films)
    network = _published(
        lambda: keras.applications.DenseNet121(include_top=False, weights=pretrained, input_tensor=scaled)
    )
    return keras.Model(films, network.get_layer("pool4_relu").output, name="backbone")


def cnn(pretrained: str | None) -> keras.Model:
    """Return four strided convolutions: a baseline, and small enough for tests."""
    if pretrained:
        raise TrainingError(f"cnn has no published '{pretrained}' weights; leave out --weights")
    layers: list[keras.Layer] = [keras.Input(ANY_SIZE), keras.layers.Rescaling(1 / 255)]
    for filters in (16, 32, 64, 128):
        layers += [
            keras.layers.Conv2D(filters, 3, strides=2, padding="same", use_bias=False),
            keras.layers.BatchNormalization(),
            keras.layers.Activation("relu"),
        ]
    return keras.Sequential(layers, name="backbone")


BACKBONES: dict[str, Callable[[str | None], keras.Model]] = {
    "efficientnetb3": efficientnetb3,
    "densenet121": densenet121,
    "cnn": cnn,
    "efficientnetlite2": efficientnetlite2,
}
"""Architectures by name. The argument is None (random weights) or "imagenet". The result is a model named
"backbone": films (batch, side, side, 3), 0-255 -> features (batch, side / 16, side / 16, channels). Each
raises TrainingError if the published weights are not available."""


def _until(model: keras.Model, layer: str) -> keras.Model:
    return keras.Model(model.input, model.get_layer(layer).output, name="backbone")


def _published(load: Callable[[], keras.Model]) -> keras.Model:
    """Return ``load()``. Raise TrainingError if a download of weights failed."""
    try:
        return load()
    except Exception as e:
        # Keras raises a bare Exception for a failed download instead of the original OSError.
        if not isinstance(e, OSError) and not isinstance(e.__context__, OSError):
            raise
        raise TrainingError(
            f"the ImageNet weights cannot be downloaded ({e}); "
            "give --weights PATH with weights.npz of an earlier run, or --weights none"
        ) from e


def _scale_as_published(model: keras.Model) -> None:
    """Merge a second scaling of the published EfficientNet into the variance of its input.

    The published file contains standard deviations in the place of variances. For these weights only,
    Keras adds a layer that divides by their roots once more. Without that layer, the network has the same
    layers for all weights, and a stored run can be built without a download.
    """
    scaling = next(layer for layer in model.layers if isinstance(layer, keras.layers.Normalization))
    scaling.adapt_variance.assign(np.asarray(scaling.adapt_variance) * IMAGENET_DEVIATION)
    scaling.finalize_state()
