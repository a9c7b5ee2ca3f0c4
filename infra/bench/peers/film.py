"""What every runtime is given."""

import numpy as np
import numpy.typing as npt

Film = npt.NDArray[np.float32]
"""(1, size, size, 1) float32, 0-255."""


def noise(size: int) -> Film:
    """A film of noise, the same for all: how long a network takes does not hang on what it sees."""
    return np.random.default_rng(0).integers(0, 256, (1, size, size, 1)).astype(np.float32)
