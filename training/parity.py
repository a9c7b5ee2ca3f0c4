"""Does a quantized network still say what its float twin says?"""

from dataclasses import asdict, dataclass

import numpy as np
import numpy.typing as npt
from sklearn.metrics import roc_auc_score

from cxr.model_card import Calibration
from training.calibrate import choose_thresholds, fit_platt

MAX_AUC_FALL, MAX_SHIFT, MAX_CHANGED = 0.003, 0.02, 0.01
"""The gate: fall of the AUC, mean shift of the calibrated probability, share of changed labels."""


@dataclass(frozen=True, slots=True)
class Parity:
    """Quantized against float, on the films to choose by, each calibrated on them by itself."""

    auc_fall: float
    probability_shift: float
    labels_changed: float

    @property
    def holds(self) -> bool:
        """Whether the quantized network may ship."""
        return (
            self.auc_fall <= MAX_AUC_FALL
            and self.probability_shift <= MAX_SHIFT
            and self.labels_changed <= MAX_CHANGED
        )

    def figures(self) -> dict[str, float | bool]:
        """For the card."""
        return {**asdict(self), "holds": self.holds}


def compare(
    quantized: npt.NDArray[np.float64], twin: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]
) -> Parity:
    """Compare the logits (films,) of both."""
    ours, theirs = _calibrated(quantized, truth), _calibrated(twin, truth)
    thresholds = choose_thresholds(ours, truth)
    labels = [[thresholds.label(float(p)) for p in said] for said in (ours, theirs)]
    changed = [a is not b for a, b in zip(*labels, strict=True)]
    return Parity(
        auc_fall=float(roc_auc_score(truth, twin) - roc_auc_score(truth, quantized)),
        probability_shift=float(np.abs(ours - theirs).mean()),
        labels_changed=float(np.mean(changed)),
    )


def _calibrated(logits: npt.NDArray[np.float64], truth: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
    line: Calibration = fit_platt(logits, truth)
    probabilities: npt.NDArray[np.float64] = 1 / (1 + np.exp(-(line.slope * logits + line.intercept)))
    return probabilities
