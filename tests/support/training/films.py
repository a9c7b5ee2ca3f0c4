"""Films of two classes that a small network can tell apart inside the lungs, also once they are equalized."""

import numpy as np
from PIL import Image

SIDE = 64


def film(ill: bool, random: np.random.Generator) -> Image.Image:
    """Return a film of coarse noise if ``ill``, and of fine noise otherwise."""
    patches = 6 if ill else SIDE
    noise = Image.fromarray(random.integers(0, 256, (patches, patches), np.uint8))
    return noise.resize((SIDE, SIDE), Image.Resampling.BILINEAR)
