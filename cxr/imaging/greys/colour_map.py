"""Pictures whose colours stand for grey levels: their greys cannot be restored without the colour map."""

import numpy as np
from PIL import Image

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

_SIDE = 64
"""Pixels a side on which the colours are compared."""

_FLAT = 8
"""Standard deviation in grey levels under which a channel has no course of its own."""

_TOGETHER = 0.5
"""Least correlation of two channels. In a photograph of a film, however warm the light, they rise together;
in a colour map such as jet, blue falls where red rises."""


def refuse_colour_map(picture: Image.Image) -> None:
    """Raise FilmRefused (COLOUR) if the channels of a picture of any mode contradict each other."""
    if len(picture.getbands()) < 3:
        return
    small = np.asarray(picture.convert("RGB").resize((_SIDE, _SIDE), Image.Resampling.BOX), np.float64)
    channels = small.reshape(-1, 3).T
    varied = channels[channels.std(axis=1) >= _FLAT]
    if len(varied) > 1 and np.corrcoef(varied).min() < _TOGETHER:
        raise FilmRefused(RefusalReason.COLOUR, "colour map")
