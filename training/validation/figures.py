"""All figures of a site: counts, metrics, predictive values and subgroups, without any single film."""

from collections import Counter
from collections.abc import Sequence

from cxr.inference.model_card import ModelCard
from training.validation.films.judged_films import SiteFilm
from training.validation.films.subgroups import subgroups
from training.validation.group import group_of
from training.validation.intercept import refit_intercept, require_judged
from training.validation.metrics import Figures, measure_group
from training.validation.predictive_values import predictive_values

GROUPS = ("in_population", "judged")
"""Films that were judged and not flagged, and all films that were judged."""


def measure_site(
    films: Sequence[SiteFilm], card: ModelCard, repeated: int = 0, *, refit: bool = False
) -> Figures:
    """Return the figures, as the JSON file has them.

    ``repeated`` is the number of files that were left out because they repeat a film. With ``refit``, the
    shift of the intercept is measured, too: raise TrainingError if there are too few films for it.
    """
    members = {name: _members(films, name) for name in GROUPS}
    groups = {name: group_of(of, card) for name, of in members.items()}
    if refit:
        require_judged(groups["judged"])
    return {
        "model": {"version": card.version, "sha256": card.sha256},
        **_counts(films),
        "repeated": repeated,
        "refusals": dict(Counter(film.reason.value for film in films if film.reason).most_common()),
        "figures": {name: _figures(of, card) for name, of in members.items()},
        "predictive_values": {name: predictive_values(group) for name, group in groups.items()},
        "subgroups": {
            attribute: {value: _subgroup(of, card) for value, of in values.items()}
            for attribute, values in subgroups(films).items()
        },
        **(
            {"intercept": {name: refit_intercept(group, card) for name, group in groups.items()}}
            if refit
            else {}
        ),
    }


def _members(films: Sequence[SiteFilm], name: str) -> list[SiteFilm]:
    judged = [film for film in films if film.reason is None]
    return [film for film in judged if not film.flagged] if name == "in_population" else judged


def _counts(films: Sequence[SiteFilm]) -> dict[str, object]:
    """Return the number of films, of patients, and of films that were refused or flagged, by class."""
    ill = [film for film in films if film.has_pneumonia]
    return {
        "films": len(films),
        "patients": len({film.patient for film in films}),
        "pneumonia": len(ill),
        "refused": sum(film.reason is not None for film in films),
        "refused_pneumonia": sum(film.reason is not None for film in ill),
        "flagged": sum(film.flagged for film in films),
        "flagged_pneumonia": sum(film.flagged for film in ill),
    }


def _figures(films: Sequence[SiteFilm], card: ModelCard) -> Figures:
    counts = _counts(films)
    kept = {name: counts[name] for name in ("films", "patients", "pneumonia")}
    return {**kept, **measure_group(group_of(films, card))}


def _subgroup(films: Sequence[SiteFilm], card: ModelCard) -> Figures:
    return {**_counts(films), **{name: _figures(_members(films, name), card) for name in GROUPS}}
