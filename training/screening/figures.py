"""Measures a screening network: lungs, and the shares of pictures that are refused or flagged."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import cycle, islice

import numpy as np
import numpy.typing as npt
from PIL import Image
from pydantic import JsonValue

from cxr.imaging.radiograph import Radiograph
from cxr.inference.preprocessing import to_square
from cxr.inference.screening import Network, Screened
from training.data.arrays import Floats, Pixels
from training.screening.thresholds import Chosen, screen_all
from training.treatments.geometry import GEOMETRY
from training.treatments.greys import GREYS
from training.treatments.overlays import OVERLAYS
from training.treatments.pictures import PAIRS, PICTURES

Figures = dict[str, JsonValue]

TREATED = (
    *("lower_half_black", "upper_half_black", "left_half_black", "right_half_black"),
    *("crop_left_half", "crop_right_half", "upper_half", "lower_half", "lower_third"),
    *("film_plus_blank", "rot90", "rot180", "rot270", "vflip", "invert", "rot45", "blur3", "blur5"),
    *("rot10", "rot20", "rot30", "hflip", "crop15", "border8_255", "border15_0", "border30_0"),
    *("screenshot_wide", "gamma0.6", "gamma1.7", "levels_quarter", "bright+60", "bright-60"),
)
"""Treatments that are measured, beside pairs of films: first those to refuse, then those to accept."""

_TREATMENTS = {**GEOMETRY, **GREYS, **OVERLAYS, **PICTURES}


def dice(found: Sequence[Screened], masks: Pixels) -> npt.NDArray[np.float64]:
    """Return the Dice coefficient of each film's lungs with its mask (n, 128, 128)."""
    lungs = np.stack([one.lungs for one in found]) > 0.5
    places = lungs.shape[1:]
    drawn = np.stack(
        [np.asarray(Image.fromarray(m).resize(places, Image.Resampling.BOX)) > 127 for m in masks]
    )
    both = (lungs & drawn).sum((1, 2))
    return np.asarray(2 * both / np.maximum(lungs.sum((1, 2)) + drawn.sum((1, 2)), 1))


def lung_figures(found: Sequence[Screened], masks: Pixels, truth: Floats | None = None) -> Figures:
    """Return mean and worst twentieth of the Dice coefficient, and the mean of each class.

    ``truth``: (n,) 1 for pneumonia, None if the films have no label.
    """
    values = dice(found, masks)
    classes = {"normal": truth == 0, "pneumonia": truth == 1} if truth is not None else {}
    return {
        "films": len(values),
        "dice": float(values.mean()),
        **{
            f"dice_{name}": float(values[of_class].mean())
            for name, of_class in classes.items()
            if of_class.any()
        },
        "dice_worst_twentieth": float(np.quantile(values, 0.05)),
    }


def shares(pictures: Sequence[Screened], chosen: Chosen) -> Figures:
    """Return the shares of pictures that are refused, or not refused but flagged."""
    return {
        "pictures": len(pictures),
        "refused": chosen.refused(pictures),
        "flagged": chosen.flagged(pictures),
    }


def limits(
    network: Network, chosen: Chosen, holdout: Mapping[str, Pixels], train: Mapping[str, Pixels]
) -> dict[str, dict[str, Figures]]:
    """Return the shares refused and flagged of each source, as the figures of a card name them."""
    measured: dict[str, dict[str, Figures]] = {}
    for half, sources in (("only_measured", holdout), ("fitted_on", train)):
        for name, squares in sources.items():
            measured.setdefault(name, {})[half] = shares(screen_all(network, squares), chosen)
    return measured


def treated_shares(network: Network, films: Pixels, chosen: Chosen) -> dict[str, Figures]:
    """Return the shares for each treatment of films (n, 224, 224), and for pairs of them.

    ``reasons``: the shares that are refused as each kind of picture.
    """
    images = [Image.fromarray(film) for film in films]
    others = [*islice(cycle(images), len(images) // 2, len(images) // 2 + len(images))]
    treated: dict[str, Iterable[Image.Image | bytes]] = {
        **{name: map(_TREATMENTS[name], images) for name in TREATED},
        **{name: map(join, images, others) for name, join in PAIRS.items()},
    }
    figures = {}
    for name, pictures in treated.items():
        found = screen_all(network, map(_square, pictures))
        refused = Counter(one.otherwise.value for one in found if chosen.refused([one]))
        reasons: Figures = {reason: count / len(found) for reason, count in sorted(refused.items())}
        figures[name] = {**shares(found, chosen), "reasons": reasons}
    return figures


def _square(picture: Image.Image | bytes) -> Pixels:
    if isinstance(picture, bytes):
        raise TypeError("a treatment that makes a file is not measured here")
    grey = picture.convert("L")
    return to_square(Radiograph(grey, *grey.size))
