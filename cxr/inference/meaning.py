"""What a finding means at a prevalence: its probability there, and how often its label is right there.

The thresholds belong to the model, so no label changes with the prevalence.
"""

from dataclasses import dataclass

from pydantic import BaseModel, ConfigDict, ValidationError

from cxr.figures.prevalence import at_prevalence, predictive_value
from cxr.inference.model_card import ModelCard
from cxr.study import Finding, Label

_MEASURED_ON = "test"
"""The set of films in the card's figures that was used for nothing else."""


@dataclass(frozen=True, slots=True)
class PredictiveValue:
    """The share of films with ``label`` that have it rightly, 0-1.

    For positive films this is the PPV: they show pneumonia. For negative films it is the NPV: they show
    none. ``films`` is the number of films on which the shares behind it were measured. ``interval`` contains
    the value with at least 95 % confidence: both of its ends take the worse or the better ends of two 95 %
    intervals at once.
    """

    label: Label
    value: float
    interval: tuple[float, float] | None
    films: int | None


@dataclass(frozen=True, slots=True)
class Meaning:
    """A finding at ``prevalence``. An uncertain film has no predictive value."""

    prevalence: float
    probability: float
    predictive_value: PredictiveValue | None


def assumed_prevalence(finding: Finding, card: ModelCard | None) -> float | None:
    """Return the prevalence that the finding's probability assumes, or None if it is not known.

    It holds for the card's own model, and for films of the validated population.
    """
    if card is None or card.version != finding.model_version or not finding.in_population:
        return None
    return card.calibration.prevalence


def meaning_at(finding: Finding, card: ModelCard | None, prevalence: float | None) -> Meaning | None:
    """Return what the finding means at ``prevalence``, or None if that or the assumed one is not known."""
    assumed = assumed_prevalence(finding, card)
    if card is None or assumed is None or prevalence is None:
        return None
    return Meaning(
        prevalence,
        at_prevalence(finding.probability, assumed, prevalence),
        # The card has no figures for the thresholds of a site.
        None if finding.site_thresholds else label_value(finding.label, card, prevalence),
    )


def label_value(label: Label | None, card: ModelCard, prevalence: float) -> PredictiveValue | None:
    """Return the predictive value of a label at ``prevalence``.

    Return None for other labels than positive and negative, and if the card lacks the figures.
    """
    measured = _measured(card)
    # Of each, the share itself, then the ends that make the value low, then those that make it high.
    if label is Label.POSITIVE:
        right, frequency = measured.shares("sensitivity"), prevalence
        wrong = [1 - share for share in measured.shares("specificity")]
    elif label is Label.NEGATIVE:
        right, frequency = measured.normal_called_negative(), 1 - prevalence
        missed = measured.shares("pneumonia_called_negative")
        wrong = [*missed[:1], *missed[:0:-1]]
    else:
        return None
    value, low, high = (
        *(predictive_value(r, w, frequency) for r, w in zip(right, wrong, strict=False)),
        *(None, None, None),
    )[:3]
    if value is None:
        return None
    interval = None if low is None or high is None else (low, high)
    return PredictiveValue(label, value, interval, measured.films)


class _Class(BaseModel):
    support: int | None = None


class _Measured(BaseModel):
    """The figures of one set of films, as far as a predictive value needs them."""

    model_config = ConfigDict(extra="allow")

    films: int | None = None
    uncertain: int | None = None
    intervals: dict[str, tuple[float, float] | None] = {}
    classes: dict[str, _Class] = {}

    def shares(self, name: str) -> list[float]:
        """Return the share and the ends of its interval, the share alone, or nothing."""
        value = (self.model_extra or {}).get(name)
        if not isinstance(value, int | float):
            return []
        return [float(value), *(self.intervals.get(name) or ())]

    def normal_called_negative(self) -> list[float]:
        """Return the share of normal films that are called negative, as ``shares`` does.

        A card without it has the specificity and the number of uncertain films. All of those count as
        normal here, so that the predictive value is never too high.
        """
        if found := self.shares("normal_called_negative"):
            return found
        normal = self.classes["normal"].support if "normal" in self.classes else None
        unsure = self.uncertain / normal if self.uncertain and normal else 0
        return [max(0, share - unsure) for share in self.shares("specificity")]


def _measured(card: ModelCard) -> _Measured:
    """Figures in another form than this one are no reason to hide a finding."""
    try:
        return _Measured.model_validate(card.figures.get(_MEASURED_ON, {}))
    except ValidationError:
        return _Measured()
