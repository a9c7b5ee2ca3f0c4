"""The network has the outputs that the service reads, and few weights."""

import numpy as np
import pytest

from training.networks.screening_network import build_screening
from training.screening.fit import lung_loss


def test_outputs_are_those_that_the_service_reads() -> None:
    model = build_screening()
    outputs = model(np.zeros((2, 96, 96, 1), np.float32))
    shapes = {name: tuple(output.shape) for name, output in outputs.items()}
    assert shapes == {"lungs": (2, 48, 48, 1), "picture": (2, 6), "population": (2, 1)}
    assert model.count_params() < 1_000_000


def test_lung_loss_is_least_for_the_mask_itself() -> None:
    mask = np.zeros((1, 48, 48, 1), np.float32)
    mask[:, 8:40, 8:20] = 1
    right, mirrored, nothing = (
        float(lung_loss(mask, logits)[0]) for logits in (18 * mask - 9, 9 - 18 * mask, np.full_like(mask, -9))
    )
    assert right == pytest.approx(0, abs=1e-2)
    assert mirrored > nothing > 1
