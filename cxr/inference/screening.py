"""The screening network: what a picture shows, and where its lungs are."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.errors import FilmRefused
from cxr.inference.preprocessing import Pixels, equalize
from cxr.study import RefusalReason

Network = Callable[..., dict[str, npt.NDArray[np.float32]]]
"""A model file's signature as a function: inputs by name -> outputs by name."""


class Picture(StrEnum):
    """What a picture shows, in the order of the network's outputs."""

    CHEST = "chest"
    NOT_A_CHEST = "not_a_chest"
    MISORIENTED = "misoriented"
    PARTIAL = "partial"
    SEVERAL = "several"
    OUT_OF_FOCUS = "out_of_focus"


_REASONS = {
    Picture.NOT_A_CHEST: RefusalReason.NOT_A_CHEST_XRAY,
    Picture.MISORIENTED: RefusalReason.NOT_A_CHEST_XRAY,
    Picture.PARTIAL: RefusalReason.PARTIAL_CHEST,
    Picture.SEVERAL: RefusalReason.SEVERAL_FILMS,
    Picture.OUT_OF_FOCUS: RefusalReason.OUT_OF_FOCUS,
}


@dataclass(frozen=True, slots=True)
class Screened:
    """What the screening network says of a picture.

    ``lungs``: (m, m) float32, 0-1: the probability of lung at each place. ``recognition``: log-odds that
    this is one whole upright frontal chest film. ``otherwise``: what it is most likely if it is not.
    ``population``: log-odds that it is one of the validated population.
    """

    lungs: npt.NDArray[np.float32]
    recognition: float
    otherwise: Picture
    population: float

    def refuse_unless_chest(self, recognized_from: float) -> None:
        """Raise FilmRefused with the reason if ``recognition`` is below ``recognized_from``."""
        if self.recognition < recognized_from:
            raise FilmRefused(_REASONS[self.otherwise], f"recognition {self.recognition:.2f}")


def screen(network: Network, square: Pixels, side: int) -> Screened:
    """Run the screening network on a film (n, n) uint8. ``side``: pixels a side of its input."""
    outputs = network(film=screening_input(square, side))
    others = {
        picture: float(logit) for picture, logit in zip(Picture, outputs["picture"].squeeze(), strict=True)
    }
    chest = others.pop(Picture.CHEST)
    lungs = np.asarray(1 / (1 + np.exp(-outputs["lungs"].squeeze())), np.float32)
    return Screened(
        lungs=lungs,
        recognition=chest - float(np.logaddexp.reduce(list(others.values()))),
        otherwise=max(others, key=lambda picture: others[picture]),
        population=float(outputs["population"].squeeze()),
    )


def screening_input(square: Pixels, side: int) -> npt.NDArray[np.uint8]:
    """Return a film (n, n) uint8 as the screening network takes it: (1, side, side, 1) uint8."""
    small = Image.fromarray(square).resize((side, side), Image.Resampling.BILINEAR)
    return equalize(np.asarray(small))[None, :, :, None]
