"""A finished run -> the model and the card that the service ships."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt

from cxr.classifier import Classifier, Network, load_network, model_input
from cxr.model_card import Input, ModelCard, Screening
from cxr.radiograph import read
from training.calibrate import choose_thresholds, fit_platt
from training.config import Config
from training.errors import TrainingError
from training.evaluate import measure, read_films
from training.films import Film, list_films, load_pixels, targets
from training.model import build
from training.parity import compare
from training.release import report, ship
from training.screening import (
    Pictures,
    choose_screening,
    fit_readings,
    load_screening_pictures,
    measure_screening,
)
from training.split import check_split, split
from training.tflite import to_float, to_int8, to_int8_weights
from training.train import SPLIT, WEIGHTS
from training.weights import load_weights

RANGE_FILMS = 256
"""Films whose activations give the int8 ranges."""

POPULATION = "Frontal films of children of one to five years, from one hospital"
"""Of the Kaggle folders (Kermany et al. 2018)."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Folders of films. ``foreign`` and ``adults`` come together, or the model screens nothing."""

    data: Path
    foreign: Path | None = None
    adults: Path | None = None


@dataclass(frozen=True, slots=True)
class Networks:
    """The quantized file, its float twin, what screens for them, and how each quantization compared."""

    quantized: bytes
    float_twin: bytes
    screening: Screening | None
    parity: dict[str, object]


def export(sources: Sources, run: Path, version: str, shipped: Path, reports: Path) -> ModelCard:
    """Quantize, calibrate on the quantized model, measure, and only then replace what is shipped.

    Raises TrainingError where ``run`` is unfinished or a folder unusable.
    """
    config = Config.load(run / "config.json")
    films = list_films(sources.data / "train")
    test = list_films(sources.data / "test", keep_duplicates=True)
    parts = split(films, config.seed)
    check_split(parts, run / SPLIT)
    pictures = None
    if sources.foreign and sources.adults:
        pictures = load_screening_pictures(sources.foreign, sources.adults, config.seed)
    model = build(config)
    load_weights(model, run / WEIGHTS)
    networks = _networks(model, config, parts, pictures)
    card = _calibrated(config, version, networks, parts["choose"], _provenance(config, films))
    shown = {"choose": parts["choose"], "report": parts["report"], "test": test}
    figures = _figures(card, networks, shown, pictures)
    card = card.model_copy(update={"figures": figures})
    ship(card, networks.quantized, shipped)
    report(card, run, reports / version)
    return card


def _networks(
    model: keras.Model, config: Config, parts: dict[str, list[Film]], pictures: Pictures | None
) -> Networks:
    """Quantize; where there is something to screen for, fit that on the quantized body and do it again."""
    chosen = np.random.default_rng(config.seed).permutation(len(parts["fit"]))[:RANGE_FILMS]
    ranges = load_pixels([parts["fit"][i] for i in chosen], config.size)
    twin = to_float(model, config.size)
    quantize, parity = _quantization(twin, ranges, parts["choose"], config.size)
    if pictures is None:
        return Networks(quantize(twin), twin, None, parity)
    body = load_network(quantize(twin), threads=2)
    readings = fit_readings(body, config.size, parts["fit"], pictures)
    screening = choose_screening(body, config.size, readings, parts["choose"], pictures)
    twin = to_float(model, config.size, readings)
    return Networks(quantize(twin), twin, screening, parity)


def _quantization(
    twin: bytes, ranges: npt.NDArray[np.uint8], choose: list[Film], size: int
) -> tuple[Callable[[bytes], bytes], dict[str, object]]:
    """The fastest way to quantize that passes the gate, and how every one that was tried compared.

    Raises TrainingError where none passes.
    """
    ways: dict[str, Callable[[bytes], bytes]] = {
        "int8": lambda file: to_int8(file, ranges),
        "int8_weights": to_int8_weights,
    }
    truth, parity = targets(choose), dict[str, object]()
    said = _logits(load_network(twin, threads=2), choose, size)
    for name, quantize in ways.items():
        compared = compare(_logits(load_network(quantize(twin), threads=2), choose, size), said, truth)
        parity[name] = compared.figures()
        if compared.holds:
            return quantize, parity
    raise TrainingError(f"no quantization keeps to the float model: {parity}")


def _calibrated(
    config: Config, version: str, networks: Networks, choose: list[Film], provenance: dict[str, object]
) -> ModelCard:
    """The card, with calibration and operating points from what the quantized model says of ``choose``."""
    logits, truth = _logits(load_network(networks.quantized, threads=2), choose, config.size), targets(choose)
    calibration = fit_platt(logits, truth)
    scaled = calibration.slope * logits + calibration.intercept
    return ModelCard(
        version=version,
        architecture=config.architecture,
        population=POPULATION,
        sha256=hashlib.sha256(networks.quantized).hexdigest(),
        created=datetime.now(UTC).date().isoformat(),
        input=Input(size=config.size),
        calibration=calibration,
        thresholds=choose_thresholds(1 / (1 + np.exp(-scaled)), truth),
        screening=networks.screening,
        provenance=provenance,  # type: ignore[arg-type]  # pydantic checks the JSON
        figures={},
    )


def _logits(network: Network, films: list[Film], size: int) -> npt.NDArray[np.float64]:
    inputs = (model_input(read(film.path.read_bytes()), size) for film in films)
    return np.array([float(network(film=pixels)["logit"].squeeze()) for pixels in inputs])


def _figures(
    card: ModelCard, networks: Networks, shown: dict[str, list[Film]], pictures: Pictures | None
) -> dict[str, object]:
    """Everything measured on the shipped model, and the test films on its float twin."""
    classifier = Classifier(card, load_network(networks.quantized, threads=2))
    twin = Classifier(card, load_network(networks.float_twin, threads=2))
    figures: dict[str, object] = {
        name: measure(read_films(classifier, films)) for name, films in shown.items()
    }
    figures["test_float"] = measure(read_films(twin, shown["test"]))
    figures["parity"] = networks.parity
    if pictures:
        figures["screening"] = measure_screening(classifier, shown["test"], pictures)
    return figures


def _provenance(config: Config, films: list[Film]) -> dict[str, object]:
    """What one needs to make the same model again."""
    names = "\n".join(film.path.name for film in films)
    return {
        "data": "Kermany et al. 2018, chest_xray/train",
        "films": len(films),
        "patients": len({film.group for film in films}),
        "data_fingerprint": hashlib.sha256(names.encode()).hexdigest(),
        "seed": config.seed,
        "epochs": [f"{stage.epochs} at {stage.size}" for stage in config.stages],
        "versions": {name: installed(name) for name in ("keras", "tensorflow-cpu", "litert-quantizer")},
    }
