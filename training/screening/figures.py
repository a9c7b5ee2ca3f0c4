"""Measures a screening network: lungs, and the shares of pictures that are refused or flagged."""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.inference.screening import Network, Screened
from training.data.arrays import Pixels
from training.screening.thresholds import Chosen, screen_all


def dice(found: Sequence[Screened], masks: Pixels) -> npt.NDArray[np.float64]:
    """Return the Dice coefficient of each film's lungs with its mask (n, 128, 128)."""
    lungs = np.stack([one.lungs for one in found]) > 0.5
    places = lungs.shape[1:]
    drawn = np.stack(
        [np.asarray(Image.fromarray(m).resize(places, Image.Resampling.BOX)) > 127 for m in masks]
    )
    both = (lungs & drawn).sum((1, 2))
    return np.asarray(2 * both / np.maximum(lungs.sum((1, 2)) + drawn.sum((1, 2)), 1))


def lung_figures(found: Sequence[Screened], masks: Pixels) -> dict[str, float]:
    """Return mean and worst twentieth of the Dice coefficient."""
    values = dice(found, masks)
    return {
        "films": len(values),
        "dice": float(values.mean()),
        "dice_worst_twentieth": float(np.quantile(values, 0.05)),
    }


def limits(
    network: Network, chosen: Chosen, holdout: Mapping[str, Pixels], train: Mapping[str, Pixels]
) -> dict[str, dict[str, dict[str, float]]]:
    """Return the shares refused and flagged of each source, as the figures of a card name them."""
    measured: dict[str, dict[str, dict[str, float]]] = {}
    for half, sources in (("only_measured", holdout), ("fitted_on", train)):
        for name, squares in sources.items():
            pictures = screen_all(network, squares)
            measured.setdefault(name, {})[half] = {
                "pictures": len(pictures),
                "refused": chosen.refused(pictures),
                "flagged": chosen.flagged(pictures),
            }
    return measured
