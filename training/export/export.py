"""A finished run -> the model and the card that the service ships."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from pathlib import Path

from pydantic import JsonValue

from cxr.classifier import Classifier, load_network
from cxr.model_card import ModelCard
from training.calibration.calibration import log_odds
from training.calibration.tuning_set import logits
from training.config import CONFIG, Config
from training.data.catalog import Film, fingerprint, list_patients, list_populations, load_pixels, targets
from training.data.ood_record import HALVES, check_halves
from training.data.ood_set import Limits
from training.data.split import SPLIT, check_split, split
from training.errors import TrainingError
from training.evaluation.evaluate import evaluate
from training.evaluation.latency import measure_speed
from training.export.card import make_card
from training.export.release import ship
from training.lungs.segmentation import lung_masks
from training.networks.network import build
from training.networks.weights import WEIGHTS, load_weights
from training.quantization.parity import compare
from training.quantization.quantize import Quantized, quantize
from training.quantization.tflite import to_float
from training.runs.run_folder import keep_run, require_run

RESERVED = {
    *("fit", "choose", "report", "test", "transformed", "files", "attention", "limits"),
    *("parity", "parity_test", "speed", "curves"),
}
"""What no population may be called that is only measured: among figures and pictures, these have a place."""


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
    config = Config.load(run / CONFIG)
    require_run(run)
    check_halves(sources.limits, run / HALVES)
    sets = list_sets(sources)
    parts = split(list_populations(sources.data), config.split_seed)
    check_split(parts, run / SPLIT)
    twin, half = (load_float(run, config, half=half) for half in (False, True))
    quantized = quantize(twin, half, parts, config)
    provenance = _provenance(config, sources, parts, quantized.way)
    card = make_card(
        quantized.file, config, parts["choose"], version=version, limits=sources.limits, provenance=provenance
    )
    more: dict[str, object] = {
        **parity_figures(card, quantized, twin, sets["test"]),
        "speed": _speed(quantized.file, half, config.size),
    }
    classifier = Classifier(card, load_network(quantized.file, threads=2))
    card = measure_card(classifier, parts | sets, sources.limits, places, more)
    keep_run(run, places.reports / version)
    ship(card, quantized.file, places.shipped)
    return card


def load_float(run: Path, config: Config, *, half: bool = False) -> bytes:
    """The network of ``run``, or of a release's report, as a float file; ``half``: with float16 weights.

    Raises TrainingError where the weights are missing or of another architecture.
    """
    model = build(config)
    load_weights(model, run / WEIGHTS)
    return to_float(model, config.size, half=half)


def list_sets(sources: Sources) -> dict[str, list[Film]]:
    """What is measured beside the held-out patients, by name; "test" is empty where there is no such part.

    Raises TrainingError where a folder is unusable, the name of a set is another's too, or one that is
    only measured has patients to learn from.
    """
    sets = {"test": list_populations(sources.data, part="test")}
    known = list_patients(sources.data)
    for spec in sources.measured:
        _add(sets, list_populations([spec], option="--measure"), f"--measure {spec}", known)
    if sources.limits:
        _add(sets, sources.limits.adults_measured, "--adults", known)
        for name in sources.limits.foreign_measured:
            if name in {"choose", "report", *sets}:
                raise TrainingError(
                    f"--foreign holds a folder '{name}', as a set of films is called; rename it"
                )
    return sets


def _add(sets: dict[str, list[Film]], films: list[Film], option: str, known: set[str]) -> None:
    name = films[0].population
    if name in sets or name in RESERVED:
        raise TrainingError(f"{option}: '{name}' is taken already; give it another name, as NAME=DIR")
    if shared := known & {film.group for film in films}:
        raise TrainingError(
            f"{option}: {len(shared)} of its patients are among those of --data, too; "
            "leave it out, or take their films out of one of the two"
        )
    sets[name] = films


def measure_card(
    classifier: Classifier,
    sets: Mapping[str, Sequence[Film]],
    limits: Limits | None,
    places: Places,
    more: Mapping[str, object],
) -> ModelCard:
    """The classifier's card with every figure, which are written to the version's report too.

    ``sets`` are the parts of the split and those of ``list_sets``; fitted films are not measured.
    """
    figures = evaluate(
        classifier,
        {name: films for name, films in sets.items() if name != "fit"},
        places.reports / classifier.card.version,
        measured=limits.foreign_measured if limits else None,
        fitted=limits.foreign_fitted if limits else None,
        lung_masks=lung_masks,
        more=more,
    )
    return classifier.card.model_copy(update={"figures": figures})


def parity_figures(
    card: ModelCard, quantized: Quantized, twin: bytes, films: Sequence[Film]
) -> dict[str, object]:
    """On the films to choose by, and on test ``films``, if any, as calibrated and cut on the former."""
    tried = {"parity": {way: parity.figures() for way, parity in quantized.parity.items()}}
    if not films:
        return dict(tried)
    pixels = load_pixels(list(films), card.input.size)
    ours, theirs = (
        log_odds(calibration, logits(load_network(file, threads=2), pixels))
        for calibration, file in ((card.calibration, quantized.file), (quantized.twin, twin))
    )
    return {**tried, "parity_test": compare(ours, theirs, card.thresholds, targets(list(films))).figures()}


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
        "split_seed": config.split_seed,
        "started_from": config.weights or "nothing",
        "epochs": [f"{stage.epochs} at {stage.size}" for stage in config.stages],
        "lung_guidance": config.lung_guidance,
        "others_share": config.others_share,
        "own_framing": config.own_framing,
        "quantization": way,
        "versions": {name: installed(name) for name in ("keras", "tensorflow-cpu", "litert-quantizer")},
    }
