"""The JSON form of a study in the API."""

from typing import Any

from cxr.inference.meaning import meaning_at
from cxr.inference.model_card import ModelCard
from cxr.study import (
    AGE_PATTERN,
    OUT_OF_POPULATION_SENTENCE,
    DefaultWindow,
    Finding,
    OutOfPopulation,
    Study,
    finding_fields,
)
from cxr.urgency import received_at
from webapp.languages.words import translated


def study_json(study: Study, card: ModelCard | None, prevalence: float | None) -> dict[str, Any]:
    """Return the fields of the API contract. A field that is not known yet is null.

    ``card`` describes the model in use. It contains the validated ages of films that this model judged, and
    the prevalence that its probabilities assume. ``prevalence`` is that of the reader's place, 0-1, if set.
    """
    finding = study.finding
    meaning = meaning_at(finding, card, prevalence) if finding else None
    return {
        "study_id": study.study_id,
        "status": study.status,
        "received_at": received_at(study.study_id).isoformat(),
        "created_at": study.created_at.isoformat(),
        "updated_at": study.updated_at.isoformat(),
        "source": study.source,
        "patient_ref": study.patient_ref,
        "patient_hash": study.patient_hash,
        "examination_hash": study.examination_hash,
        **finding_fields(finding),
        # The stored probability has six decimals, and this one cannot be more exact.
        "probability_at_site": round(meaning.probability, 6) if meaning else None,
        "prevalence": prevalence,
        "out_of_population_sentence": reason_words(finding, card) if finding else None,
        "unread": study.unread,
        "has_thumbnail": study.has_thumbnail,
        "reason": study.reason,
        "reason_sentence": translated(study.reason.sentence) if study.reason else None,
    }


def window_json(window: DefaultWindow | None) -> dict[str, Any] | None:
    """Return the default window of a film. ``curve``: greys from black to white, or null if straight."""
    if window is None:
        return None
    curve = list(window.curve) if window.curve else None
    return {"black": window.black, "white": window.white, "curve": curve}


def out_of_population_sentence(finding: Finding, card: ModelCard | None) -> str | None:
    """Return why the film is outside the validated population, or None if it is not known to be."""
    if finding.in_population is not False:
        return None
    reason = finding.out_of_population_reason
    return reason.sentence(_validated_ages(finding, card)) if reason else OUT_OF_POPULATION_SENTENCE


def reason_words(finding: Finding, card: ModelCard | None) -> str | None:
    """Return why the film is outside the validated population, in the language of the request."""
    sentence, ages = out_of_population_sentence(finding, card), _validated_ages(finding, card)
    if sentence and ages and finding.out_of_population_reason is OutOfPopulation.AGE:
        youngest, oldest = ages
        return translated(AGE_PATTERN).format(youngest=youngest, oldest=oldest)
    return translated(sentence) if sentence else None


def _validated_ages(finding: Finding, card: ModelCard | None) -> tuple[int, int] | None:
    return card.validated_ages if card and card.version == finding.model_version else None
