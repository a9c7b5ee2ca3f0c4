"""A finished run -> the model and the card that the service ships."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

from pydantic import JsonValue

from cxr.classifier import Classifier, load_network
from cxr.model_card import ModelCard
from training.calibrated import make_card
from training.card_page import write_page
from training.config import Config
from training.evaluate import evaluate
from training.films import Film, fingerprint, list_populations, targets
from training.foreign import Limits
from training.lungs import lung_masks
from training.model import build
from training.parity import compare
from training.quantize import Quantized, logits, quantize
from training.release import keep_run, ship
from training.speed import measure_speed
from training.split import check_split, split
from training.tflite import to_float
from training.train import SPLIT, WEIGHTS
from training.weights import load_weights


@dataclass(frozen=True, slots=True)
class Places:
    """Where the shipped model, the reports of all versions and the page for readers lie."""

    shipped: Path
    reports: Path
    page: Path


@dataclass(frozen=True, slots=True)
class Sources:
    """Populations to learn from, populations that are only measured, and what tells the limits."""

    data: Sequence[str]
    measured: Sequence[str]
    limits: Limits | None


def export(sources: Sources, run: Path, version: str, places: Places) -> ModelCard:
    """Quantize, calibrate on the quantized model, measure, and only then replace what is shipped.

    Raises TrainingError where ``run`` is unfinished or a folder unusable.
    """
    config = Config.load(run / "config.json")
    parts = split(list_populations(sources.data), config.seed)
    check_split(parts, run / SPLIT)
    model = build(config)
    load_weights(model, run / WEIGHTS)
    twin = to_float(model, config.size)
    quantized = quantize(twin, parts["fit"], parts["choose"], config.size, config.seed)
    provenance = _provenance(config, sources, parts, quantized.way)
    card = make_card(
        quantized.file, config, parts["choose"], version=version, limits=sources.limits, provenance=provenance
    )
    test = list_populations(sources.data, part="test")
    more = {
        "parity": {way: parity.figures() for way, parity in quantized.parity.items()},
        "parity_test": _parity(quantized, twin, test, config.size),
        "speed": _speed(quantized.file, to_float(model, config.size, half=True), config.size),
    }
    classifier = Classifier(card, load_network(quantized.file, threads=2))
    card = measure_card(classifier, sources, parts, places, more)
    ship(card, quantized.file, places.shipped)
    keep_run(run, places.reports / version)
    write_page(card, places.page, places.reports)
    return card


def measure_card(
    classifier: Classifier,
    sources: Sources,
    parts: dict[str, list[Film]],
    places: Places,
    more: dict[str, object],
) -> ModelCard:
    """The classifier's card with every figure, which are written to the version's report too."""
    limits = sources.limits
    sets = {name: parts[name] for name in ("choose", "report")}
    sets["test"] = list_populations(sources.data, part="test")
    for spec in sources.measured:
        films = list_populations([spec])
        sets[films[0].population] = films
    if limits:
        sets[limits.adults_measured[0].population] = limits.adults_measured
    figures = evaluate(
        classifier,
        sets,
        places.reports / classifier.card.version,
        measured=limits.foreign_measured if limits else None,
        fitted=limits.foreign_fitted if limits else None,
        lung_masks=lung_masks,
        more=more,
    )
    return classifier.card.model_copy(update={"figures": figures})


def _parity(quantized: Quantized, twin: bytes, films: list[Film], size: int) -> dict[str, float | bool]:
    ours, theirs = (logits(load_network(file, threads=2), films, size) for file in (quantized.file, twin))
    return compare(ours, theirs, targets(films)).figures()


def _speed(shipped: bytes, float16: bytes, size: int) -> dict[str, float]:
    taken = measure_speed({"shipped": shipped, "float16": float16}, size)
    return {
        "milliseconds_shipped": taken["shipped"],
        "milliseconds_float16": taken["float16"],
        "shipped_over_float16": taken["float16"] / taken["shipped"],
    }


def _provenance(
    config: Config, sources: Sources, parts: dict[str, list[Film]], way: str
) -> dict[str, JsonValue]:
    """What one needs to make the same model again."""
    films = [film for part in parts.values() for film in part]
    learned: dict[str, JsonValue] = dict(sources.limits.summary()) if sources.limits else {}
    return {
        "populations": ", ".join(sorted({film.population for film in films})),
        "films": len(films),
        "patients": len({film.group for film in films}),
        "data_fingerprint": fingerprint(films),
        "limits_learned_from": learned,
        "seed": config.seed,
        "started_from": config.weights or "nothing",
        "epochs": [f"{stage.epochs} at {stage.size}" for stage in config.stages],
        "lung_guidance": config.lung_guidance,
        "quantization": way,
        "versions": {name: installed(name) for name in ("keras", "tensorflow-cpu", "litert-quantizer")},
    }
