"""Two networks with a known answer: they take bright stripes in the lungs for pneumonia."""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier
from cxr.inference.model_card import STRIDE, Calibration, Input, ModelCard, Screening, Thresholds
from cxr.inference.screening import Network, Picture

SIDE = 224
PLACES = 32
INPUT = 128
CELLS = INPUT // STRIDE

CARD = ModelCard(
    version="bright",
    architecture="none",
    population="no patients",
    sha256="0" * 64,
    created="2026-01-01",
    input=Input(size=INPUT),
    calibration=Calibration(slope=1, intercept=0),
    thresholds=Thresholds(negative_below=0.4, positive_from=0.6),
    screening=Screening(size=PLACES, sha256="0" * 64, recognized_from=0, in_population_from=0),
    provenance={},
    figures={},
)

Map = npt.NDArray[np.float32]

FOUND, CLEAR = 9.0, -9.0
"""Log-odds of a cell with stripes, and without."""


def lungs() -> npt.NDArray[np.bool_]:
    """Return (PLACES, PLACES): two boxes, each three tenths of the film wide."""
    places = np.zeros((PLACES, PLACES), bool)
    places[6:26, 4:14] = places[6:26, 18:28] = True
    return places


def film(opacity: bool = True, high: bool = False, adult: bool = False, right: bool = False) -> Image.Image:
    """Return a film that brightens to the foot, with stripes in one lung: by default low at the left.

    An adult's film has a bright right edge.
    """
    pixels = np.repeat(np.linspace(20, 230, SIDE)[:, None], SIDE, axis=1)
    inside = np.kron(lungs(), np.ones((SIDE // PLACES, SIDE // PLACES))) > 0
    pixels = np.where(inside, np.linspace(30, 200, SIDE)[:, None], pixels)
    if opacity:
        rows, columns = (
            slice(56, 98) if high else slice(126, 168),
            slice(140, 182) if right else slice(42, 84),
        )
        pixels[rows, columns] = np.where(np.arange(42) // 7 % 2, 250, 10)
    if adult:
        pixels[:, -SIDE // PLACES :] = 255
    return Image.fromarray(pixels.astype(np.uint8))


def radiograph(image: Image.Image) -> Radiograph:
    return Radiograph(image, *image.size)


def stripes(film: npt.NDArray[np.uint8]) -> npt.NDArray[np.bool_]:
    """Return (CELLS, CELLS): which cells of the input of the finding network have stripes."""
    steps = np.abs(np.gradient(film[0, :, :, 0].astype(np.float32), axis=1))
    return np.asarray(steps.reshape(CELLS, STRIDE, CELLS, STRIDE).mean((1, 3)) > 15)


def network(film: npt.NDArray[np.uint8]) -> dict[str, Map]:
    """Find the stripes where they are."""
    return as_map(np.where(stripes(film), FOUND, CLEAR))


def as_map(cells: npt.NDArray[np.floating]) -> dict[str, Map]:
    """Return the output of a finding network with this map, (CELLS, CELLS)."""
    return {"activation_map": cells.astype(np.float32)[None, :, :, None]}


def screening(film: npt.NDArray[np.uint8]) -> dict[str, Map]:
    """Recognize films that are brighter at the foot; the population has films with an even right edge."""
    pixels = film[0, :, :, 0].astype(np.float32)
    upright = (pixels[-3:].mean() - pixels[:3].mean()) / 20 - 3
    edge = pixels[:, -1].mean() - pixels[:, 1:-1].mean()
    return {
        "lungs": np.where(lungs(), np.float32(9), np.float32(-9))[None, :, :, None],
        "picture": np.array([[upright, *[0, -20, -20, -20, -20]]], np.float32)[:, : len(Picture)],
        "population": np.array([[2 - edge / 20]], np.float32),
    }


def classifier(
    finding: Network = network,
    card: ModelCard = CARD,
    screen: Callable[..., dict[str, Map]] = screening,
) -> Classifier:
    return Classifier(card, finding, screen)
