"""How often readers agree with the model, and how often the model finds what readers see."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from cxr.figures.proportion import Proportion
from cxr.study import Label
from cxr.verdict import Judgement, Verdict


@dataclass(frozen=True, slots=True)
class VerdictFigures:
    """The figures of one model's films, each film by one verdict.

    ``agreement`` is of films on which the reader agreed or disagreed. ``sensitivity`` is of films that show
    pneumonia in the reader's eyes, ``specificity`` of those that do not. ``unsure`` films are in none of
    these, unless the reader gave a finding as well.
    """

    model_version: str
    films: int
    unsure: int
    agreement: Proportion
    sensitivity: Proportion
    specificity: Proportion


def newest_of_each_film(verdicts: Iterable[Verdict]) -> tuple[Verdict, ...]:
    """Return the newest verdict on each film, oldest first. ``verdicts`` are oldest first."""
    newest: dict[str, Verdict] = {}
    for verdict in verdicts:
        # Taken out before it is put in, so that the order is that of the newest verdicts.
        newest.pop(verdict.study_id, None)
        newest[verdict.study_id] = verdict
    return tuple(newest.values())


def figures_by_model(verdicts: Iterable[Verdict]) -> tuple[VerdictFigures, ...]:
    """Return the figures of each model version, the one that was last judged first.

    ``verdicts`` are one a film, oldest first.
    """
    models: dict[str, list[Verdict]] = defaultdict(list)
    for verdict in verdicts:
        models[verdict.opinion.model_version].append(verdict)
    latest_first = sorted(models, key=lambda version: models[version][-1].given_at, reverse=True)
    return tuple(_figures(version, models[version]) for version in latest_first)


def _figures(version: str, verdicts: list[Verdict]) -> VerdictFigures:
    judgements = [verdict.judgement for verdict in verdicts]
    agreed = judgements.count(Judgement.AGREE)
    ill = [verdict for verdict in verdicts if verdict.has_pneumonia]
    well = [verdict for verdict in verdicts if verdict.has_pneumonia is False]
    return VerdictFigures(
        version,
        films=len(verdicts),
        unsure=judgements.count(Judgement.UNSURE),
        agreement=Proportion(agreed, agreed + judgements.count(Judgement.DISAGREE)),
        sensitivity=Proportion(sum(_is_called_positive(verdict) for verdict in ill), len(ill)),
        specificity=Proportion(sum(not _is_called_positive(verdict) for verdict in well), len(well)),
    )


def _is_called_positive(verdict: Verdict) -> bool:
    return verdict.opinion.label is Label.POSITIVE
