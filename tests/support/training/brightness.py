"""A network that takes bright places for pneumonia, to test the measures with a known model."""

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier
from cxr.inference.model_card import Calibration, Input, ModelCard, Screening, Thresholds

SIDE, CELL = 64, 8

CARD = ModelCard(
    version="bright",
    architecture="none",
    population="no patients",
    sha256="0" * 64,
    created="2026-01-01",
    input=Input(size=SIDE),
    calibration=Calibration(slope=1, intercept=0),
    thresholds=Thresholds(negative_below=0.4, positive_from=0.6),
    screening=Screening(recognized_from=0, in_population_from=0),
    provenance={},
    figures={},
)


def film(opacity: bool = True, high: bool = False, adult: bool = False) -> Image.Image:
    """Return a film that brightens to the foot, with an opacity in one quarter. Adults' are brighter."""
    pixels = np.repeat(np.linspace(60, 100, SIDE)[:, None], SIDE, axis=1) + 60 * adult
    if opacity:
        rows = slice(8, 24) if high else slice(32, 48)
        pixels[rows, 8:24] = 240
    return Image.fromarray(pixels.astype(np.uint8))


def radiograph(image: Image.Image) -> Radiograph:
    return Radiograph(image, *image.size)


def opacity_mask(high: bool = False, side: int = SIDE) -> npt.NDArray[np.float32]:
    """Return (side, side): 1 in the half of the width and of the height around the opacity."""
    mask = np.zeros((side, side), np.float32)
    rows = slice(0, side // 2) if high else slice(3 * side // 8, 7 * side // 8)
    mask[rows, : side // 2] = 1
    return mask


def network(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
    """Recognize films that are brighter at the foot; the population has films with a dark edge."""
    cells = film[0, :, :, 0].reshape(CELL, SIDE // CELL, CELL, SIDE // CELL).mean((1, 3), dtype=np.float32)
    evidence = np.where(cells > 180, np.float32(40), np.float32(-1))
    return {
        "activation_map": evidence[None, :, :, None],
        "logit": evidence.mean(keepdims=True),
        "recognition": cells[-2:].mean(keepdims=True) - cells[:2, -2:].mean(keepdims=True) - 5,
        "population": 110 - cells[:, -2:].mean(keepdims=True),
    }


def classifier() -> Classifier:
    return Classifier(CARD, network)
