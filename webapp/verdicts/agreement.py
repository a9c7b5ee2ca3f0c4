"""What the agreement page shows: figures, and the films on which a reader disagrees with the model."""

from collections.abc import Iterable
from dataclasses import dataclass

from cxr.errors import StudyNotFound
from cxr.figures.verdict_figures import VerdictFigures, figures_by_model, newest_of_each_film
from cxr.study import Study
from cxr.verdict import Judgement, Readings, Verdict
from webapp.request_context import current_member, services
from webapp.verdicts.film_first import film_first_in_force

MOST_DISCREPANCIES = 25
"""Discrepancies on the page, newest first: each is one read of a study. The CSV contains all."""


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """A verdict against the model, and its study, or None if that was deleted."""

    verdict: Verdict
    study: Study | None


@dataclass(frozen=True, slots=True)
class ModelFigures:
    """The figures of one model version: of all films, and of those judged before the opinion was shown."""

    every: VerdictFigures
    before_opinion: VerdictFigures | None


@dataclass(frozen=True, slots=True)
class Outside:
    """Films outside the validated population, and on how many of them readers saw pneumonia, or did not."""

    films: int
    ill: int
    well: int


@dataclass(frozen=True, slots=True)
class Agreement:
    """Everything on the agreement page. ``hidden``: discrepancies on films the member has to judge first."""

    models: tuple[ModelFigures, ...]
    outside: Outside
    discrepancies: tuple[Discrepancy, ...]
    disagreed: int
    hidden: int
    verdicts: int
    altered: int


def agreement_of_site() -> Agreement:
    """Return the agreement of the acting member's site, as it stands now."""
    member = current_member()
    readings = services().verdicts.of_site(member.site)
    newest = newest_of_each_film(readings.verdicts)
    inside = [verdict for verdict in newest if not verdict.is_outside_population]
    disagreed = [verdict for verdict in newest if verdict.judgement is Judgement.DISAGREE]
    seen = visible(disagreed, readings)
    return Agreement(
        models=_models(inside, readings),
        outside=_outside(newest),
        discrepancies=tuple(_discrepancy(verdict) for verdict in reversed(seen[-MOST_DISCREPANCIES:])),
        disagreed=len(disagreed),
        hidden=len(disagreed) - len(seen),
        verdicts=len(readings.verdicts),
        altered=readings.altered,
    )


def visible(verdicts: Iterable[Verdict], readings: Readings) -> list[Verdict]:
    """Return the verdicts that the acting member may see. ``readings`` are all of their site."""
    if not film_first_in_force().on:
        return list(verdicts)
    opened = readings.opened_by(current_member().sub)
    return [verdict for verdict in verdicts if verdict.study_id in opened]


def _models(inside: list[Verdict], readings: Readings) -> tuple[ModelFigures, ...]:
    first = newest_of_each_film(verdict for verdict in readings.verdicts if verdict.before_opinion)
    before = figures_by_model(verdict for verdict in first if not verdict.is_outside_population)
    by_version = {figures.model_version: figures for figures in before}
    return tuple(
        ModelFigures(figures, by_version.get(figures.model_version)) for figures in figures_by_model(inside)
    )


def _outside(newest: Iterable[Verdict]) -> Outside:
    seen = [verdict.has_pneumonia for verdict in newest if verdict.is_outside_population]
    return Outside(len(seen), seen.count(True), seen.count(False))


def _discrepancy(verdict: Verdict) -> Discrepancy:
    try:
        return Discrepancy(verdict, services().studies.get(current_member().site, verdict.study_id))
    except StudyNotFound:
        return Discrepancy(verdict, None)
