"""Makes the model card of a quantized network: calibration, thresholds, provenance."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version as installed
from itertools import chain

from pydantic import JsonValue

from cxr.inference.classifier import load_network
from cxr.inference.model_card import Input, ModelCard
from training.calibration.fewest_films import are_few
from training.calibration.ood_thresholds import choose_ood_thresholds
from training.calibration.operating_points import operating_points
from training.data.catalog import fingerprint
from training.data.labelled_film import Cohort
from training.evaluation.predictions import open_film
from training.export.inputs import ExportInputs


def make_card(
    network_file: bytes, inputs: ExportInputs, version: str, provenance: Mapping[str, JsonValue]
) -> ModelCard:
    """Return the card without figures: they are measured with it."""
    config = inputs.config
    network = load_network(network_file, threads=2)
    _, calibration, thresholds = operating_points(network, inputs.tuning)
    ood_thresholds = None
    if inputs.ood:
        films = [open_film(film) for film in inputs.ood.other_population_train]
        images = [*chain(*inputs.ood.non_chest_train.values())]
        validation = inputs.tuning.radiographs()
        ood_thresholds = choose_ood_thresholds(network, config.size, validation, films, images)
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
        screening=ood_thresholds,
        provenance=dict(provenance),
        figures={},
    )


def provenance_of(inputs: ExportInputs, scheme: str) -> dict[str, JsonValue]:
    """Return what is needed to make the same model again."""
    config = inputs.config
    films = [film for part in inputs.parts.values() for film in part]
    ood: dict[str, JsonValue] = dict(inputs.ood.summary()) if inputs.ood else {}
    averaged: dict[str, JsonValue] = (
        {"averaged_from": list(config.averaged_from)} if config.averaged_from else {}
    )
    return {
        "populations": ", ".join(sorted({film.population for film in films})),
        "films": len(films),
        "patients": len({film.patient for film in films}),
        "data_fingerprint": fingerprint(films),
        "ood_images": ood,
        "seed": config.seed,
        "split_seed": config.split_seed,
        "export_seed": config.drawing_seed,
        "started_from": config.weights or "nothing",
        **averaged,
        "epochs": [f"{stage.epochs} at {stage.size}" for stage in config.stages],
        "lung_guidance": config.lung_guidance,
        "ood_share": config.ood_share,
        "own_framing": config.own_framing,
        "quantization": scheme,
        "versions": {name: installed(name) for name in ("keras", "tensorflow-cpu", "litert-quantizer")},
    }


def _ages(cohorts: Sequence[Cohort | None]) -> tuple[int, int] | None:
    """Return the lowest and highest age of the populations, or None if the ages of one are unknown."""
    ages = [cohort.ages for cohort in cohorts if cohort]
    if len(ages) < len(cohorts):
        return None
    return min(low for low, _ in ages), max(high for _, high in ages)
