"""The JSON form of what a finding means at a prevalence."""

from dataclasses import asdict
from typing import Any

from cxr.inference import meaning_words
from cxr.inference.meaning import PredictiveValue, assumed_prevalence, meaning_at
from cxr.inference.model_card import ModelCard
from cxr.study import Finding
from webapp.languages.words import wording
from webapp.studies.chosen_prevalence import ChosenPrevalence


def meaning_json(
    finding: Finding | None, card: ModelCard | None, chosen: ChosenPrevalence
) -> dict[str, Any] | None:
    """Return figures and sentences for the result page.

    Return None without a finding, and where no other prevalence can be applied to its probability: outside
    the validated population, and for another model than the card's.
    """
    assumed = assumed_prevalence(finding, card) if finding else None
    if finding is None or assumed is None:
        return None
    meaning = meaning_at(finding, card, chosen.share)
    return {
        "assumed_prevalence": assumed,
        "prevalence_source": chosen.source,
        "in_100": meaning_words.in_100(meaning.probability) if meaning else None,
        "sentence": meaning_words.films_like_this(meaning.probability, wording()) if meaning else None,
        "predictive_value": _predictive_value_json(meaning.predictive_value) if meaning else None,
        "elsewhere": [] if meaning else meaning_words.elsewhere(finding.probability, assumed, wording()),
    }


def _predictive_value_json(found: PredictiveValue | None) -> dict[str, Any] | None:
    return {**asdict(found), "sentence": meaning_words.label_is_right(found, wording())} if found else None
