"""What films are compared with: the card's test films, and the first films of the place itself."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import fmean, pstdev
from typing import Self

from pydantic import BaseModel, ConfigDict, ValidationError

from cxr.inference.model_card import ModelCard

FIRST_FILMS = 200
"""Films of a site that set what is usual there. The share of pneumonia, and with it the mean of the logit,
belongs to the place, so that no card knows it."""

_SMALLEST_DEVIATION = 0.1
"""Of the logit, so that equal films do not make a limit of nothing."""


class _TestFilms(BaseModel):
    model_config = ConfigDict(extra="ignore")

    films: int
    flagged: int


def flagged_share(card: ModelCard) -> float | None:
    """Return the share of the card's test films that were flagged, above 0 and below 1.

    Half a film is added to either kind: none of some hundred flagged does not mean that none ever is. Return
    None if the card lacks the figures.
    """
    try:
        test = _TestFilms.model_validate(card.figures.get("test"))
    except ValidationError:
        return None
    return (test.flagged + 0.5) / (test.films + 1)


@dataclass(frozen=True, slots=True)
class UsualLogit:
    """Mean and standard deviation of the logit of a site's first films with a label."""

    mean: float
    deviation: float

    @classmethod
    def of(cls, logits: Sequence[float]) -> Self | None:
        """Return those of the first films, or None while there are fewer than FIRST_FILMS."""
        first = logits[:FIRST_FILMS]
        if len(first) < FIRST_FILMS:
            return None
        return cls(fmean(first), max(pstdev(first), _SMALLEST_DEVIATION))
