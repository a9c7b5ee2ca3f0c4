"""Whether the films of a site have changed, by model version. It never means that the model is wrong."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from math import log
from statistics import quantiles

from cxr.drift.cusum import Step, alarms, steps_of_mean, steps_of_share
from cxr.drift.reference import FIRST_FILMS, UsualLogit, flagged_share
from cxr.figures.proportion import Proportion
from cxr.inference.model_card import ModelCard
from cxr.study import Finding, Label, RefusalReason, Status, Study
from cxr.urgency import received_at

_CLOSEST = 1e-6
"""Of a probability to 0 and to 1: it is stored with six decimals."""


class Change(StrEnum):
    """How films changed."""

    MORE_FLAGGED = "more_flagged"
    FEWER_FLAGGED = "fewer_flagged"
    HIGHER = "higher"
    LOWER = "lower"

    @property
    def sentence(self) -> str:
        """Return what happened, in plain words."""
        return _SENTENCES[self]


_SENTENCES = {
    Change.MORE_FLAGGED: "More films than usual are outside the validated population.",
    Change.FEWER_FLAGGED: "Fewer films than usual are outside the validated population.",
    Change.HIGHER: "Probabilities are higher than those of the first films here.",
    Change.LOWER: "Probabilities are lower than those of the first films here.",
}


@dataclass(frozen=True, slots=True)
class Alarm:
    """Films were found to have changed when the film was received."""

    change: Change
    at: datetime


@dataclass(frozen=True, slots=True)
class FilmsOfModel:
    """What one model version made of a site's films.

    ``probabilities`` are the 5th, 50th and 95th hundredth of films with a label, None of fewer than two.
    ``waits_for`` is how many films with a label are missing until their mean can be compared.
    """

    model_version: str
    films: int
    flagged: Proportion
    labels: dict[Label, Proportion]
    probabilities: tuple[float, float, float] | None
    alarms: tuple[Alarm, ...]
    waits_for: int


@dataclass(frozen=True, slots=True)
class FilmsOfSite:
    """What came of a site's films. No model version belongs to a refused film."""

    models: tuple[FilmsOfModel, ...]
    refused: Proportion
    reasons: dict[RefusalReason, int]

    def alarms_since(self, moment: datetime) -> tuple[Alarm, ...]:
        """Return the alarms from ``moment`` on."""
        return tuple(alarm for model in self.models for alarm in model.alarms if alarm.at >= moment)


def films_of_site(studies: Iterable[Study], card: ModelCard) -> FilmsOfSite:
    """Return what came of a site's studies, in any order. Studies without an outcome do not count."""
    judged: dict[str, list[tuple[datetime, Finding]]] = defaultdict(list)
    reasons: Counter[RefusalReason] = Counter()
    for study in sorted(studies, key=lambda it: it.study_id):
        if study.finding:
            judged[study.finding.model_version].append((received_at(study.study_id), study.finding))
        elif study.status is Status.REFUSED and study.reason:
            reasons[study.reason] += 1
    refused = reasons.total()
    newest_first = sorted(judged, key=lambda version: judged[version][-1][0], reverse=True)
    return FilmsOfSite(
        tuple(_of_model(version, judged[version], card) for version in newest_first),
        Proportion(refused, refused + sum(map(len, judged.values()))),
        dict(reasons.most_common()),
    )


def _of_model(version: str, films: Sequence[tuple[datetime, Finding]], card: ModelCard) -> FilmsOfModel:
    labelled = [(at, finding) for at, finding in films if finding.label]
    labels = Counter(finding.label for _, finding in labelled)
    probabilities = [finding.probability for _, finding in labelled]
    ends = quantiles(probabilities, n=20, method="inclusive") if len(probabilities) > 1 else None
    flagged = sum(finding.in_population is False for _, finding in films)
    found = [*_flagged_alarms(version, films, card), *_logit_alarms(labelled)]
    return FilmsOfModel(
        version,
        len(films),
        Proportion(flagged, len(films)),
        {label: Proportion(labels[label], len(labelled)) for label in Label},
        (ends[0], ends[9], ends[18]) if ends else None,
        tuple(sorted(found, key=lambda alarm: alarm.at)),
        max(0, FIRST_FILMS - len(labelled)),
    )


def _flagged_alarms(version: str, films: Sequence[tuple[datetime, Finding]], card: ModelCard) -> list[Alarm]:
    """Return the alarms of the flagged share. The card knows what is usual for its own model alone."""
    usual = flagged_share(card) if card.version == version else None
    if usual is None:
        return []
    values = [(at, float(finding.in_population is False)) for at, finding in films]
    rises, falls = steps_of_share(usual)
    return [*_alarms(values, rises, Change.MORE_FLAGGED), *_alarms(values, falls, Change.FEWER_FLAGGED)]


def _logit_alarms(labelled: Sequence[tuple[datetime, Finding]]) -> list[Alarm]:
    values = [(at, _logit(finding.probability)) for at, finding in labelled]
    usual = UsualLogit.of([value for _, value in values])
    if usual is None:
        return []
    later = values[FIRST_FILMS:]
    rises, falls = steps_of_mean(usual.mean, usual.deviation)
    return [*_alarms(later, rises, Change.HIGHER), *_alarms(later, falls, Change.LOWER)]


def _alarms(values: Sequence[tuple[datetime, float]], step: Step, change: Change) -> list[Alarm]:
    return [Alarm(change, values[index][0]) for index in alarms([value for _, value in values], step)]


def _logit(probability: float) -> float:
    inside = min(max(probability, _CLOSEST), 1 - _CLOSEST)
    return log(inside / (1 - inside))
