"""The networks to choose from, without their heads: colour films -> features."""

from collections.abc import Callable

import keras
import numpy as np

from training.errors import TrainingError
from training.networks.efficientnet_lite import efficientnetlite2

IMAGENET_MEAN, IMAGENET_DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
"""Of ImageNet's pixels, red, green, blue, 0-1: DenseNet's published weights expect input scaled by them."""

ANY_SIZE = (None, None, 3)


def efficientnetb3(pretrained: str | None) -> keras.Model:
    """Tan and Le 2019; ``keras.applications`` scales its input inside the graph."""
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
    return model


def inceptionv3(pretrained: str | None) -> keras.Model:
    """Szegedy et al. 2016; its weights expect -1 to 1. Films of fewer than 75 pixels a side are too small."""
    films = keras.Input(ANY_SIZE)
    scaled = keras.layers.Rescaling(1 / 127.5, offset=-1.0, name="scaling")(films)
    network = _published(
        lambda: keras.applications.InceptionV3(include_top=False, weights=pretrained, input_tensor=scaled)
    )
    return keras.Model(films, network.output, name="backbone")


def densenet121(pretrained: str | None) -> keras.Model:
    """Huang et al. 2017; its weights expect zero mean and unit variance over ImageNet."""
    films = keras.Input(ANY_SIZE)
    mean, deviation = np.array(IMAGENET_MEAN), np.array(IMAGENET_DEVIATION)
    scaling = keras.layers.Rescaling(
        (1 / (255 * deviation)).tolist(), offset=(-mean / deviation).tolist(), name="scaling"
    )
    scaled = scaling(films)
    network = _published(
        lambda: keras.applications.DenseNet121(include_top=False, weights=pretrained, input_tensor=scaled)
    )
    return keras.Model(films, network.output, name="backbone")


def cnn(pretrained: str | None) -> keras.Model:
    """Four strided convolutions: a baseline to beat, and quick enough for tests."""
    if pretrained:
        raise TrainingError(f"nobody published '{pretrained}' weights of cnn; leave out --weights")
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
    "inceptionv3": inceptionv3,
    "densenet121": densenet121,
    "cnn": cnn,
    "efficientnetlite2": efficientnetlite2,
}
"""Networks by name. Each takes None (start from nothing) or "imagenet" and gives a model named "backbone":
films (batch, height, width, 3), 0-255 -> features (batch, rows, columns, channels). Raises TrainingError
where the published weights cannot be had."""


def _published(load: Callable[[], keras.Model]) -> keras.Model:
    """What ``load`` gives. Raises TrainingError where it had to download weights and could not."""
    try:
        return load()
    except Exception as e:
        # Keras raises a bare Exception for a failed download, in place of the OSError it met.
        if not isinstance(e, OSError) and not isinstance(e.__context__, OSError):
            raise
        raise TrainingError(
            f"the ImageNet weights cannot be downloaded ({e}); "
            "give --weights PATH with weights.npz of an earlier run, or --weights none"
        ) from e


def _scale_as_published(model: keras.Model) -> None:
    """Let the input's variance take in a second scaling of the published EfficientNet.

    The published file holds standard deviations where variances belong; for its weights alone, Keras
    adds a layer that divides by their roots once more. Without that layer the network is the same
    wherever its weights come from, and a stored run can be built again without a download.
    """
    scaling = next(layer for layer in model.layers if isinstance(layer, keras.layers.Normalization))
    scaling.adapt_variance.assign(np.asarray(scaling.adapt_variance) * IMAGENET_DEVIATION)
    scaling.finalize_state()
