"""Compares a quantized network with its float reference."""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import expit
from sklearn.metrics import roc_auc_score

from cxr.inference.model_card import Thresholds

Doubles = npt.NDArray[np.float64]

GATE = {"auc_fall": 0.003, "probability_shift": 0.02, "labels_changed": 0.01}
"""Largest allowed fall of the AUC, mean shift of the calibrated probability, and share of changed labels."""


@dataclass(frozen=True, slots=True)
class Parity:
    """Differences of a quantized network from its reference, each with its own calibration."""

    auc_fall: float
    probability_shift: float
    labels_changed: float

    @property
    def holds(self) -> bool:
        """Whether the quantized network may ship."""
        return all(asdict(self)[figure] <= most for figure, most in GATE.items())

    def figures(self) -> dict[str, float | bool]:
        """Return the figures of the card."""
        return {**asdict(self), "holds": self.holds}


def measure_parity(
    quantized: Doubles, reference: Doubles, thresholds: Thresholds, truth: npt.NDArray[np.float32]
) -> Parity:
    """Compare the calibrated log-odds (films,) of both networks under the same thresholds."""
    probabilities = expit(quantized), expit(reference)
    labels = [[thresholds.label(float(p)) for p in of_network] for of_network in probabilities]
    changed = [a is not b for a, b in zip(*labels, strict=True)]
    return Parity(
        auc_fall=float(roc_auc_score(truth, reference) - roc_auc_score(truth, quantized)),
        probability_shift=float(np.abs(probabilities[0] - probabilities[1]).mean()),
        labels_changed=float(np.mean(changed)),
    )
