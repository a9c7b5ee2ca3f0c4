"""A data set in the Kaggle layout, of nobody."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """``train`` with 40 patients of two films each, half of them normal; ``test`` with four films."""
    random = np.random.default_rng(0)
    for part, patients in (("train", 20), ("test", 2)):
        for name in ("NORMAL", "PNEUMONIA"):
            (tmp_path / part / name).mkdir(parents=True)
        for patient in range(1, patients + 1):
            for number in (1, 2):
                kind = "virus" if patient % 2 else "bacteria"
                for name in (
                    f"NORMAL/IM-{patient:04}-{number:04}.jpeg",
                    f"PNEUMONIA/person{patient}_{kind}_{number}.jpeg",
                ):
                    noise = random.integers(0, 255, (64, 64), np.uint8)
                    Image.fromarray(noise).save(tmp_path / part / name)
    return tmp_path
