"""Makes a release: from a finished run, or from the shipped file with new operating points or figures."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import JsonValue

from cxr.inference.classifier import Classifier, load_network
from cxr.inference.model_card import ModelCard
from training.calibration.calibration import log_odds
from training.calibration.tuning_set import Chests, logits
from training.config import Config
from training.data.lung_films import load_lung_films
from training.evaluation.acceptance import judged
from training.evaluation.evaluate import BENCHMARK, evaluate
from training.evaluation.latency import measure_latency, processor_name
from training.evaluation.look_log import LookLog
from training.export.card import make_card, provenance_of
from training.export.inputs import ExportInputs, FilmSets
from training.export.release import ModelFiles, Places, ship
from training.networks.network import build
from training.networks.weights import WEIGHTS, load_weights
from training.quantization.parity import measure_parity
from training.quantization.quantize import Quantized, quantize, range_films, recheck
from training.quantization.tflite import to_float
from training.runs.run_folder import keep_run
from training.runs.training_time import training_hours

UNMEASURED = ("parity", "parity_test", "speed")
"""Figures that stay the same when the shipped file is measured again at the same operating points."""

Figures = Mapping[str, object]


def export(inputs: ExportInputs, run: Path, version: str, places: Places) -> ModelCard:
    """Quantize and calibrate the network of ``run``, measure it, and only then replace the shipped model.

    Raise TrainingError if a network is no better than chance, or no scheme passes the parity gate.
    """
    reference, float16 = (load_float(run, inputs.config, float16=float16) for float16 in (False, True))
    ranges_on = range_films(inputs.parts["train"], inputs.films.screening.finder(), inputs.config)
    quantized = quantize(reference, float16, ranges_on, inputs.tuning, inputs.config)
    figures: Figures = {
        "parity": {scheme: parity.figures() for scheme, parity in quantized.parity.items()},
        "speed": _speed(quantized.file, float16, inputs.config.size),
    }
    provenance = provenance_of(inputs, quantized.scheme, training_hours(run))
    card = _measured_card(quantized, reference, inputs, places, version, provenance, figures)
    keep_run(run, places.reports / version)
    ship(card, ModelFiles(quantized.file, inputs.films.screening.content), places.shipped)
    return card


def recalibrate(inputs: ExportInputs, shipped: ModelCard, places: Places) -> ModelCard:
    """Choose calibration and thresholds of the shipped file again, check its parity, and measure it.

    The screening network of ``inputs`` ships with it: its lungs are those of the tuning set. Raise
    TrainingError if the shipped file fails the parity gate.
    """
    file = ModelFiles.read(places.shipped).finding
    reference = load_float(places.reports / shipped.version, inputs.config)
    scheme = str(shipped.provenance["quantization"])
    quantized = recheck(file, scheme, reference, inputs.tuning)
    before: Mapping[str, Any] = shipped.figures
    figures: Figures = {
        "parity": {**before["parity"], scheme: quantized.parity[scheme].figures()},
        "speed": before["speed"],
    }
    provenance = shipped.provenance
    card = _measured_card(quantized, reference, inputs, places, shipped.version, provenance, figures)
    ship(card, ModelFiles(file, inputs.films.screening.content), places.shipped)
    return card


def remeasure(films: FilmSets, classifier: Classifier, places: Places) -> ModelCard:
    """Measure the shipped model again."""
    figures = classifier.card.figures
    kept = {name: figures[name] for name in UNMEASURED if name in figures}
    card = measure_card(classifier, films, places, kept)
    ship(card, ModelFiles.read(places.shipped), places.shipped)
    return card


def load_float(run: Path, config: Config, *, float16: bool = False) -> bytes:
    """Return the network of ``run``, or of a release's report, as a float file.

    Raise TrainingError if the weights are missing or of another architecture.
    """
    model = build(config)
    load_weights(model, run / WEIGHTS)
    return to_float(model, config.size, float16=float16)


def measure_card(classifier: Classifier, films: FilmSets, places: Places, more: Figures) -> ModelCard:
    """Return the classifier's card with all figures, judged by the release criteria.

    The figures are also written into the report of the card's version.
    """
    figures = evaluate(
        classifier,
        films.evaluated,
        places.reports / classifier.card.version,
        limits=films.screening.figures.get("limits"),
        looks=LookLog(places.reports, places.step),
        more={**more, "screening": films.screening.figures},
    )
    return classifier.card.model_copy(update={"figures": figures, "criteria": judged(figures)})


def _measured_card(  # noqa: PLR0913, PLR0917  (the two networks, and everything that a card contains)
    quantized: Quantized,
    reference: bytes,
    inputs: ExportInputs,
    places: Places,
    version: str,
    provenance: Mapping[str, JsonValue],
    figures: Figures,
) -> ModelCard:
    """Make the card of a quantized network, and measure the network with it."""
    card = make_card(quantized.file, inputs, version, provenance)
    more = {**figures, **_parity_on_test(card, quantized, reference, inputs)}
    finding, screening = (
        load_network(file, threads=2) for file in (quantized.file, inputs.films.screening.content)
    )
    classifier = Classifier(card, finding, screening)
    return measure_card(classifier, inputs.films, places, more)


def _parity_on_test(
    card: ModelCard, quantized: Quantized, reference: bytes, inputs: ExportInputs
) -> dict[str, object]:
    """Return the parity on test films, if any, at the operating points of the validation films."""
    films = inputs.films.measured[BENCHMARK]
    if not films:
        return {}
    loaded = load_lung_films(films, inputs.films.screening.finder())
    chests = Chests(*loaded.chests(card.input.size))
    of_quantized, of_reference = (
        log_odds(calibration, logits(load_network(file, threads=2), chests))
        for calibration, file in ((card.calibration, quantized.file), (quantized.reference, reference))
    )
    parity = measure_parity(of_quantized, of_reference, card.thresholds, loaded.truth)
    return {"parity_test": parity.figures()}


def _speed(shipped: bytes, float16: bytes, size: int) -> dict[str, float | str]:
    milliseconds = measure_latency({"shipped": shipped, "float16": float16}, size)
    return {
        "processor": processor_name(),
        "milliseconds_shipped": milliseconds["shipped"],
        "milliseconds_float16": milliseconds["float16"],
        "shipped_over_float16": milliseconds["float16"] / milliseconds["shipped"],
    }
