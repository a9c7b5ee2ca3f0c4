"""Does a quantized network still say what its float twin says?"""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from cxr.model_card import Thresholds

Floats = npt.NDArray[np.float64]
Truth = npt.NDArray[np.float32]

GATE = {"auc_fall": 0.003, "probability_shift": 0.02, "labels_changed": 0.01}
"""The most that may change: fall of the AUC, mean shift of the calibrated probability, share of labels."""


@dataclass(frozen=True, slots=True)
class Parity:
    """Quantized against float, each calibrated by itself on the films to choose by."""

    auc_fall: float
    probability_shift: float
    labels_changed: float

    @property
    def holds(self) -> bool:
        """Whether the quantized network may ship."""
        return all(asdict(self)[figure] <= most for figure, most in GATE.items())

    def figures(self) -> dict[str, float | bool]:
        """For the card."""
        return {**asdict(self), "holds": self.holds}


def compare(ours: Floats, theirs: Floats, thresholds: Thresholds, truth: Truth) -> Parity:
    """Compare calibrated log-odds (films,): of the quantized network and of its float twin."""
    probabilities = expit(ours), expit(theirs)
    labels = [[thresholds.label(float(p)) for p in said] for said in probabilities]
    changed = [a is not b for a, b in zip(*labels, strict=True)]
    return Parity(
        auc_fall=float(roc_auc_score(truth, theirs) - roc_auc_score(truth, ours)),
        probability_shift=float(np.abs(probabilities[0] - probabilities[1]).mean()),
        labels_changed=float(np.mean(changed)),
    )
