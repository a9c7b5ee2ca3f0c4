"""Activation map -> the overlay a clinician sees, and the regions it stands for."""

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.inference.components import components
from cxr.study import Region

OVERLAY_SIDE = 512
"""Pixels of the overlay's long edge: the map has 32 cells a side, and is smooth between them."""

_FULL = 6.0
"""Log-odds drawn at full strength if nothing on the film is stronger: a few such places decide a film."""

_FLOOR = 1.0
"""Highest log-odds under which nothing is worth pointing at."""

_PALETTE = bytes(
    channel for level in range(256) for channel in (255, 200 - level * 180 // 255, 0, level * 200 // 255)
)
"""Red, green, blue and opacity of each strength from 0 to 255."""

_REGION_LEVEL = 0.5
"""A region is where the map reaches this share of its highest value."""

_SMALLEST_SHARE = 0.05
"""Regions with less of the evidence than this are not listed."""


def render(activation_map: npt.NDArray[np.float32], width: int, height: int) -> bytes:
    """Return a transparent PNG in the film's aspect ratio: yellow to red where the map speaks for pneumonia.

    ``activation_map``: (rows, columns) float32, log-odds at each place of the film. ``width`` and
    ``height`` of the film, any unit. Opacity follows the positive log-odds: relative to the film's own peak
    if that is high, so that the place shows. Below, the scale is fixed: a film without finding gets a nearly
    empty overlay, and not its own noise at full strength.
    """
    scale = OVERLAY_SIDE / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    full = max(_FULL, float(activation_map.max()))
    strength = np.clip(activation_map * (255 / full), 0, 255).astype(np.uint8)
    smooth = Image.fromarray(strength).resize(size, Image.Resampling.BICUBIC)
    # A palette holds every colour of the scale: a quarter of the bytes to compress, and the same pixels.
    overlay = Image.frombytes("P", smooth.size, smooth.tobytes())
    overlay.putpalette(_PALETTE, "RGBA")
    png = io.BytesIO()
    overlay.save(png, "PNG", compress_level=1)
    return png.getvalue()


def find_regions(activation_map: npt.NDArray[np.float32]) -> tuple[Region, ...]:
    """Return the boxes around connected places of strong evidence, strongest first.

    There is none if nothing on the film speaks for pneumonia.
    """
    positive = np.maximum(activation_map, 0)
    peak, total = float(positive.max()), float(positive.sum())
    if peak < _FLOOR:
        return ()
    rows, columns = positive.shape
    regions = []
    for part in components(positive >= _REGION_LEVEL * peak):
        ys, xs = np.nonzero(part)
        region = Region(
            x=float(xs.min() / columns),
            y=float(ys.min() / rows),
            width=float((xs.max() + 1 - xs.min()) / columns),
            height=float((ys.max() + 1 - ys.min()) / rows),
            weight=float(positive[ys, xs].sum() / total),
        )
        if region.weight >= _SMALLEST_SHARE:
            regions.append(region)
    return tuple(sorted(regions, key=lambda region: -region.weight))
