"""Whether a film shows pneumonia, as a FHIR observation."""

from cxr.interchange.codes import (
    AT_CALIBRATION,
    AT_SITE,
    IN_POPULATION,
    PNEUMONIA,
    PRESENCE,
    PREVALENCE,
    PROBABILITY,
    Code,
)
from cxr.interchange.fhir.coding import Json, concept, hl7_concept, percent
from cxr.interchange.statement import Statement, limits
from cxr.study import Label

_INTERPRETATIONS = {Label.POSITIVE: "POS", Label.NEGATIVE: "NEG", Label.UNCERTAIN: "IND"}


def observation(statement: Statement, film: str, model: str) -> Json:
    """Return the observation; ``film`` and ``model``: the addresses of these resources."""
    return {
        "resourceType": "Observation",
        "category": [hl7_concept("observation-category", "imaging")],
        "code": concept(PNEUMONIA),
        "device": {"reference": model},
        "partOf": [{"reference": film}],
        "derivedFrom": [{"reference": film}],
        **_value(statement.finding.label),
        "component": _components(statement),
        "note": [{"text": limits(statement)}],
    }


def _value(label: Label | None) -> Json:
    if label is None:
        return {"dataAbsentReason": hl7_concept("data-absent-reason", "not-applicable")}
    return {
        "valueCodeableConcept": concept(PRESENCE[label]),
        "interpretation": [hl7_concept("v3-ObservationInterpretation", _INTERPRETATIONS[label])],
    }


def _components(statement: Statement) -> list[Json]:
    """Return the probabilities, that of the site first, as far as they may be shown, and the population."""
    components = []
    if statement.probability_at_site is not None:
        components.append(_share(statement.probability_at_site, PROBABILITY, AT_SITE))
    if statement.probability is not None:
        components.append(_share(statement.probability, PROBABILITY, AT_CALIBRATION) | _thresholds(statement))
    if statement.prevalence is not None:
        components.append(_share(statement.prevalence, PREVALENCE))
    answer = statement.finding.in_population
    value = (
        {"dataAbsentReason": hl7_concept("data-absent-reason", "unknown")}
        if answer is None
        else {"valueBoolean": answer}
    )
    return [*components, {"code": concept(IN_POPULATION), **value}]


def _share(share: float, *codes: Code) -> Json:
    return {"code": concept(*codes), "valueQuantity": percent(share)}


def _thresholds(statement: Statement) -> Json:
    """Return the thresholds of the labels. They belong to the model's own probability."""
    if statement.card is None:
        return {}
    thresholds = statement.card.thresholds
    return {
        "referenceRange": [
            {"high": percent(thresholds.negative_below), "text": "negative below"},
            {"low": percent(thresholds.positive_from), "text": "positive from"},
        ]
    }
