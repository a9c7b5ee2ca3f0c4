"""Does the model know its limits: what it refuses, and what it flags as of another population."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Literal

import numpy as np
import numpy.typing as npt

from cxr.classifier import Classifier
from cxr.radiograph import Radiograph
from training.augmentation.corruptions import TRANSFORMED, as_png
from training.evaluation.predictions import Answers, Readings, ask

SAME = 0.01
"""Difference of the log-odds up to which a film was read as if nothing had been done to it. Not of the
probabilities: those of films that the model is sure of are close together, however they are read."""

Half = Literal["only_measured", "fitted_on"]
Shares = dict[str, float]


def shares(answers: Answers) -> Shares:
    """How many pictures, and the shares refused, and judged but flagged as of another population."""
    return {
        "pictures": len(answers.labels),
        "refused": float(answers.refused.mean()),
        "flagged": float(answers.flagged.mean()),
    }


def measure_halves(
    classifier: Classifier,
    measured: Mapping[str, Iterable[Radiograph]],
    fitted: Mapping[str, Iterable[Radiograph]],
) -> dict[str, dict[Half, Shares]]:
    """Shares by name of the list: what the screening was fitted on apart from what it never saw."""
    halves: dict[str, dict[Half, Shares]] = {name: {} for name in (*measured, *fitted)}
    for name, pictures in measured.items():
        halves[name]["only_measured"] = shares(ask(classifier, pictures))
    for name, pictures in fitted.items():
        halves[name]["fitted_on"] = shares(ask(classifier, pictures))
    return halves


def measure_transformed(
    classifier: Classifier, films: Sequence[Radiograph], readings: Readings
) -> dict[str, Shares]:
    """The same for files of the films turned, inverted and mirrored, and the share put right.

    A film is put right where it is judged with the log-odds that ``readings`` give it as it was.
    """
    transformed = {}
    for how, transform in TRANSFORMED.items():
        answers = ask(classifier, (as_png(transform(film.image)) for film in films))
        right = np.abs(_log_odds(answers) - _log_odds(readings)) <= SAME
        transformed[how] = {
            **shares(answers),
            "put_right": float(right.mean()),
            "refused_or_put_right": float((answers.refused | right).mean()),
        }
    return transformed


def _log_odds(answers: Answers) -> npt.NDArray[np.float64]:
    """(pictures,), NaN where one was not judged."""
    odds: npt.NDArray[np.float64] = np.log(answers.probabilities / (1 - answers.probabilities))
    return odds
