"""EfficientNet-Lite2 with its published weights computes the published features."""

import numpy as np
import pytest

from training.errors import TrainingError
from training.networks import efficientnet_lite
from training.networks.backbones import BACKBONES
from training.networks.efficientnet_lite import efficientnetlite2


def test_published_weights_give_the_published_features() -> None:
    """Compare with efficientnet-lite-pytorch 0.1.0 on PyTorch 2.13, at the network's own 260 pixels."""
    down, across = np.mgrid[:260, :260]
    image = np.stack([across * 255 / 259, down * 255 / 259, (across * down) % 256], axis=-1)
    features = np.asarray(efficientnetlite2("imagenet")(image[None].astype(np.float32)))
    assert features.shape == (1, 9, 9, 1280)
    assert features.mean() == pytest.approx(0.16212586, abs=1e-5)
    assert features.std() == pytest.approx(0.64728284, abs=1e-5)
    channels = features.mean(axis=(0, 1, 2))[:7]
    assert channels == pytest.approx(
        [0.0, 0.00347861, 0.01822962, 0.04232812, 0.07631969, 2.4802394, 0.04514281], abs=1e-5
    )
    assert features[0, 4, 4].argsort()[-5:-3].tolist() == [273, 852]


def test_missing_package_error_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(efficientnet_lite, "PACKAGE", "not_installed_anywhere")
    with pytest.raises(TrainingError, match=r"not-installed-anywhere; .*requirements/training.txt"):
        BACKBONES["efficientnetlite2"]("imagenet")
