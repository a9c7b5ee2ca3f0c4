"""Networks with a known answer, and their card."""

import numpy as np
import numpy.typing as npt

from cxr.inference.classifier import Classifier
from cxr.inference.model_card import Calibration, Input, ModelCard, Screening, Thresholds
from cxr.inference.screening import Network, Picture

SIDE, CELLS, PLACES = 160, 10, 48

CARD = ModelCard(
    version="known",
    architecture="none",
    population="no patients",
    sha256="0" * 64,
    created="2026-01-01",
    input=Input(size=SIDE),
    calibration=Calibration(slope=1, intercept=0),
    thresholds=Thresholds(negative_below=0.4, positive_from=0.6),
    screening=Screening(size=96, sha256="0" * 64, recognized_from=-1.5, in_population_from=0.5),
    provenance={},
    figures={},
)


def two_lungs() -> npt.NDArray[np.float32]:
    """Return log-odds of lung (48, 48): two boxes, each a quarter of the film wide."""
    lungs = np.full((PLACES, PLACES), -9, np.float32)
    lungs[8:40, 8:20] = lungs[8:40, 28:40] = 9
    return lungs


def screening_network(
    lungs: npt.NDArray[np.float32] | None = None,
    picture: Picture = Picture.CHEST,
    certainty: float = 5,
    population: float = 3,
) -> Network:
    """Return a network that gives the same answer for every film."""
    kinds = np.array([[certainty if kind is picture else 0 for kind in Picture]], np.float32)
    outputs = {
        "lungs": (two_lungs() if lungs is None else lungs)[None, :, :, None],
        "picture": kinds,
        "population": np.array([[population]], np.float32),
    }
    return lambda **_: outputs


def finding_network(log_odds: float = -3, cells: npt.NDArray[np.float32] | None = None) -> Network:
    """Return a network with the same log-odds everywhere, or with the ``cells`` of every film."""
    found = np.full((CELLS, CELLS), log_odds, np.float32) if cells is None else cells
    return lambda **_: {"activation_map": found[None, :, :, None]}


def classifier_of(
    finding: Network | None = None, screening: Network | None = None, card: ModelCard = CARD
) -> Classifier:
    return Classifier(card, finding or finding_network(), screening or screening_network())
