"""What is said of a film in a result that leaves the product: the same in each format."""

from dataclasses import dataclass

from cxr.inference import meaning_words
from cxr.inference.meaning import assumed_prevalence, meaning_at
from cxr.inference.model_card import ModelCard, Thresholds
from cxr.study import OUT_OF_POPULATION_SENTENCE, Finding, Label
from cxr.thresholds import SITE_THRESHOLDS_SENTENCE

NOT_FOR_DIAGNOSIS = "AI RESULT, NOT VERIFIED - NOT FOR DIAGNOSIS"

_LIMITS = (
    "Result of a computer program, not verified by a physician and not for diagnosis. "
    "A negative result does not rule out pneumonia."
)
_SIGNS = {
    Label.POSITIVE: "Signs of pneumonia (label: positive).",
    Label.NEGATIVE: "No signs of pneumonia found (label: negative).",
    Label.UNCERTAIN: "Neither signs of pneumonia nor their absence could be found (label: uncertain).",
}
_NOT_FOR_USE = "This model is not for use: it was calibrated on too few films."
_UNCHECKED = "Whether the film belongs to the validated population could not be checked."


@dataclass(frozen=True, slots=True)
class Statement:
    """A finding as another system may have it.

    ``finding`` has neither a probability that may be shown nor regions outside the validated population: take
    those of this class. All shares are 0-1. ``probability`` is the model's own, at the prevalence
    ``calibrated_at``; ``probability_at_site`` is that at ``prevalence``. ``card`` describes the model that
    judged the film, and is None if it is not at hand.
    """

    finding: Finding
    card: ModelCard | None
    probability: float | None
    calibrated_at: float | None
    probability_at_site: float | None
    prevalence: float | None

    @property
    def is_outside(self) -> bool:
        """Return whether the film is outside the validated population."""
        return self.finding.in_population is False

    @property
    def shows_regions(self) -> bool:
        """Return whether regions may be pointed at: on positive films alone."""
        return self.finding.label is Label.POSITIVE

    @property
    def model(self) -> str:
        """Return the model's name and version."""
        name = f"{self.card.architecture} " if self.card else ""
        return f"{name}{self.finding.model_version}"


def state(finding: Finding, card: ModelCard | None, prevalence: float | None = None) -> Statement:
    """Return what may be said of a finding at ``prevalence``, 0-1, where that is set.

    ``card`` counts only if it describes the model that judged the film.
    """
    own_card = _card_of(finding, card)
    meaning = meaning_at(finding, own_card, prevalence)
    return Statement(
        finding=finding,
        card=own_card,
        probability=None if finding.in_population is False else finding.probability,
        calibrated_at=assumed_prevalence(finding, own_card),
        probability_at_site=meaning.probability if meaning else None,
        prevalence=meaning.prevalence if meaning else None,
    )


def _card_of(finding: Finding, card: ModelCard | None) -> ModelCard | None:
    """Return the card of the finding's model, with the thresholds that the label rests on."""
    if card is None or card.version != finding.model_version:
        return None
    if own := finding.site_thresholds:
        points = Thresholds(negative_below=own.negative_below, positive_from=own.positive_from)
        return card.model_copy(update={"thresholds": points})
    return card


def conclusion(statement: Statement) -> str:
    """Return the result in words: the label with its probabilities, or why there is none."""
    label = statement.finding.label
    if label is None:
        return (
            f"Not validated for this film. {_why_outside(statement)} No label and no probability are given."
        )
    return " ".join([_SIGNS[label], *probability_lines(statement)])


def probability_lines(statement: Statement) -> list[str]:
    """Return the probabilities in words, that of the site first."""
    lines = []
    if statement.probability_at_site is not None and statement.prevalence is not None:
        shown = meaning_words.percent(statement.probability_at_site)
        lines.append(
            f"Probability here: {shown}, where {_share(statement.prevalence)} of films show pneumonia."
        )
    if statement.probability is not None:
        shown = meaning_words.percent(statement.probability)
        assumed = statement.calibrated_at
        where = f", where {_share(assumed)} of films show pneumonia" if assumed else ""
        lines.append(f"Probability of the model: {shown}{where}.")
    return lines


def exact_percent(share: float) -> float:
    """Return a share in per cent, as exact as a stored probability. It never means certainty."""
    return min(max(round(100 * share, 4), 0.0001), 99.9999)


def limits(statement: Statement) -> str:
    """Return what the result is not, and on whose films the model was validated."""
    sentences = [_LIMITS]
    if statement.card:
        sentences.append(f"Validated on: {statement.card.population}.")
    if statement.card and statement.card.not_for_use:
        sentences.append(_NOT_FOR_USE)
    if statement.finding.in_population is None:
        sentences.append(_UNCHECKED)
    if statement.finding.site_thresholds:
        sentences.append(SITE_THRESHOLDS_SENTENCE)
    if statement.shows_regions and statement.finding.regions:
        sentences.append("Regions show what raised the probability. They outline no lesion.")
    return " ".join(sentences)


def _why_outside(statement: Statement) -> str:
    reason = statement.finding.out_of_population_reason
    if reason is None:
        return OUT_OF_POPULATION_SENTENCE
    return reason.sentence(statement.card.validated_ages if statement.card else None)


def _share(share: float) -> str:
    """Return a prevalence in per cent, with as many decimals as a person would give."""
    return f"{round(100 * share, 1 if share >= 0.1 else 2):g} %"
