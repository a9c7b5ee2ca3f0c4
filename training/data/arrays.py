"""Array types that several stages share."""

import numpy as np
import numpy.typing as npt

Pixels = npt.NDArray[np.uint8]
"""8-bit grey levels, 0-255."""

Floats = npt.NDArray[np.float32]
