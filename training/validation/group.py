"""A group of judged films as arrays, for the metrics."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from cxr.inference.model_card import ModelCard
from cxr.study import Label
from training.calibration.calibration import log_odds
from training.validation.films.judged_films import SiteFilm

Bools = npt.NDArray[np.bool_]
Doubles = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Group:
    """Judged films: all arrays are (films,).

    ``log_odds`` and ``probabilities`` are calibrated as the card says. Labels are those of the card's
    thresholds, for flagged films too.
    """

    positive: Bools
    log_odds: Doubles
    probabilities: Doubles
    called_positive: Bools
    called_negative: Bools
    patients: tuple[str, ...]

    @property
    def fewest(self) -> int:
        """The number of films of the rarer class."""
        return min(int(self.positive.sum()), int((~self.positive).sum()))


def group_of(films: Sequence[SiteFilm], card: ModelCard) -> Group:
    """Return the arrays of those films that were judged."""
    judged = [(film, film.logit) for film in films if film.logit is not None]
    logits = np.array([logit for _, logit in judged], np.float64)
    probabilities = [card.probability(logit) for _, logit in judged]
    labels = [card.thresholds.label(probability) for probability in probabilities]
    return Group(
        positive=np.array([film.has_pneumonia for film, _ in judged], bool),
        log_odds=log_odds(card.calibration, logits),
        probabilities=np.array(probabilities, np.float64),
        called_positive=np.array([label is Label.POSITIVE for label in labels], bool),
        called_negative=np.array([label is Label.NEGATIVE for label in labels], bool),
        patients=tuple(film.patient for film, _ in judged),
    )
