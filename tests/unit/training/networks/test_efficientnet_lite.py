"""EfficientNet-Lite2 with its published weights computes the published features."""

import numpy as np
import pytest

from training.errors import TrainingError
from training.networks import efficientnet_lite
from training.networks.backbones import BACKBONES
from training.networks.efficientnet_lite import efficientnetlite2


def test_published_weights_give_the_published_features() -> None:
    """At the network's own 260 pixels.

    The numbers are from the whole network, whose last features were those of efficientnet-lite-pytorch
    0.1.0 on PyTorch 2.13.
    """
    down, across = np.mgrid[:260, :260]
    image = np.stack([across * 255 / 259, down * 255 / 259, (across * down) % 256], axis=-1)
    features = np.asarray(efficientnetlite2("imagenet")(image[None].astype(np.float32)))
    assert features.shape == (1, 17, 17, 720)
    assert features.mean() == pytest.approx(0.14959818, abs=1e-5)
    assert features.std() == pytest.approx(0.49782896, abs=1e-5)
    channels = features.mean(axis=(0, 1, 2))[:7]
    assert channels == pytest.approx(
        [0.01038536, 0.57265937, 0.00501498, 0.13459408, 0.37643814, 0.00169602, 0.00710338], abs=1e-5
    )
    # Of ReLU6, whose ties no processor has to sort in the same order.
    saturated = np.flatnonzero(features[0, 8, 8] > 6 - 1e-5)
    assert saturated.tolist() == [25, 117, 285, 351, 701]


def test_missing_package_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(efficientnet_lite, "PACKAGE", "not_installed_anywhere")
    with pytest.raises(TrainingError, match=r"not-installed-anywhere; .*requirements/training.txt"):
        BACKBONES["efficientnetlite2"]("imagenet")
