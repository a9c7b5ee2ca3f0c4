"""Makes the model card of a quantized network: calibration, thresholds, provenance."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version as installed

from pydantic import JsonValue

from cxr.inference.classifier import load_network
from cxr.inference.model_card import Input, ModelCard
from training.calibration.fewest_films import are_few
from training.calibration.operating_points import operating_points
from training.data.catalog import fingerprint
from training.data.labelled_film import Cohort
from training.evaluation.latency import processor_name
from training.export.inputs import ExportInputs


def make_card(
    network_file: bytes, inputs: ExportInputs, version: str, provenance: Mapping[str, JsonValue]
) -> ModelCard:
    """Return the card without figures: they are measured with it."""
    config = inputs.config
    _, calibration, thresholds = operating_points(load_network(network_file, threads=2), inputs.tuning)
    cohorts = {film.population: film.cohort for film in inputs.parts["validation"]}
    return ModelCard(
        version=version,
        architecture=config.architecture,
        population="; ".join(
            cohort.description if cohort else f"films of {name}" for name, cohort in sorted(cohorts.items())
        ),
        validated_ages=_ages([*cohorts.values()]),
        sha256=hashlib.sha256(network_file).hexdigest(),
        created=datetime.now(UTC).date().isoformat(),
        not_for_use=are_few(inputs.parts["validation"]),
        input=Input(size=config.size),
        calibration=calibration,
        thresholds=thresholds,
        screening=inputs.films.screening.card,
        provenance=dict(provenance),
        figures={},
    )


def provenance_of(inputs: ExportInputs, scheme: str, hours: float | None) -> dict[str, JsonValue]:
    """Return what is needed to make the same model again, and the ``hours`` that its training took."""
    config = inputs.config
    films = [film for part in inputs.parts.values() for film in part]
    averaged: dict[str, JsonValue] = (
        {"averaged_from": list(config.averaged_from)} if config.averaged_from else {}
    )
    return {
        "populations": ", ".join(sorted({film.population for film in films})),
        "films": len(films),
        "patients": len({film.patient for film in films}),
        "data_fingerprint": fingerprint(films),
        "seed": config.seed,
        "split_seed": config.split_seed,
        "export_seed": config.drawing_seed,
        "started_from": config.weights or "nothing",
        **averaged,
        "epochs": [f"{stage.epochs} at {stage.size}" for stage in config.stages],
        "clear_weight": config.clear_weight,
        "grey_share": config.grey_share,
        "superposed_share": config.superposed_share,
        "quantization": scheme,
        **({"hours": hours, "processor": processor_name()} if hours else {}),
        "versions": {name: installed(name) for name in ("keras", "tensorflow-cpu", "litert-quantizer")},
    }


def _ages(cohorts: Sequence[Cohort | None]) -> tuple[int, int] | None:
    """Return the lowest and highest age of the populations, or None if the ages of one are unknown."""
    ages = [cohort.ages for cohort in cohorts if cohort]
    if len(ages) < len(cohorts):
        return None
    return min(low for low, _ in ages), max(high for _, high in ages)
