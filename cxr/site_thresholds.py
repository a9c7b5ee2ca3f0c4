"""Operating points that a site has chosen on its own films, for one model version."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from cxr.errors import InvalidThresholds
from cxr.figures.operating_figures import KnownFilm
from cxr.thresholds import SiteThresholds
from cxr.verdict import Verdict

FEWEST_OF_EACH = 50
"""Films with pneumonia, and films without, below which thresholds are not saved.

Wilson's interval of 95 % found on 50 films is from 0.85 to 0.99 (integration review, R5).
"""


@dataclass(frozen=True, slots=True)
class SavedThresholds:
    """What a site's administrator has saved: two thresholds, or None to go back to those of the card.

    ``ill`` and ``well`` are the films with and without pneumonia on which the administrator saw the figures.
    They hold for ``model_version`` alone: another model has another scale.
    """

    model_version: str
    thresholds: SiteThresholds | None
    saved_by: str
    saved_at: datetime
    ill: int
    well: int


def known_films(
    verdicts: Sequence[Verdict], model_version: str, patients: Mapping[str, str]
) -> list[KnownFilm]:
    """Return the films of one model with what their readers saw before its opinion.

    ``verdicts`` are one a film. ``patients`` has the patient of a study, where it is known. Films outside the
    validated population are left out, and those of which the reader was unsure.
    """
    return [
        KnownFilm(
            verdict.opinion.probability,
            verdict.opinion.label,
            verdict.has_pneumonia,
            in_population=True,
            patient=patients.get(verdict.study_id),
        )
        for verdict in verdicts
        if verdict.before_opinion
        and verdict.opinion.model_version == model_version
        and not verdict.is_outside_population
        and verdict.has_pneumonia is not None
    ]


def checked_thresholds(
    site: str, negative_below: float, positive_from: float, now: datetime
) -> SiteThresholds:
    """Return the thresholds with a name. Raise InvalidThresholds if they cannot be used."""
    if not 0 < negative_below <= positive_from < 1:
        raise InvalidThresholds("not 0 < negative below <= positive from < 1")
    return SiteThresholds(f"site:{site}/{now:%Y%m%dT%H%M%SZ}", negative_below, positive_from)


def require_enough(films: Sequence[KnownFilm]) -> tuple[int, int]:
    """Return the films with pneumonia and those without. Raise InvalidThresholds if either are too few."""
    ill = sum(film.has_pneumonia for film in films)
    well = len(films) - ill
    if min(ill, well) < FEWEST_OF_EACH:
        raise InvalidThresholds(f"{ill} films with pneumonia and {well} without")
    return ill, well
