"""A finished run -> the model and the card that the service ships."""

import hashlib
import json
import shutil
import tempfile
from datetime import UTC, datetime
from importlib.metadata import version as installed
from pathlib import Path

import numpy as np

from cxr.classifier import Classifier
from cxr.model_card import CARD_NAME, MODEL_NAME, Calibration, Input, ModelCard, Thresholds
from training.calibrate import choose_thresholds, fit_platt
from training.config import Config
from training.curves import plot_curves
from training.evaluate import measure, read_films
from training.films import Film, list_films, load_pixels, targets
from training.model import build
from training.split import split
from training.tflite import to_float, to_int8
from training.train import HISTORY, WEIGHTS
from training.weights import load_weights

RANGE_FILMS = 256
"""Films whose activations give the int8 ranges; more moved the ranges no further."""

POPULATION = "Frontal films of children of one to five years, from one hospital"
"""Of the Kaggle folders (Kermany et al. 2018)."""

UNCALIBRATED = Calibration(slope=1, intercept=0)
UNDECIDED = Thresholds(negative_below=0.5, positive_from=0.5)


def export(data: Path, run: Path, version: str, model_folder: Path, report_folder: Path) -> ModelCard:
    """Quantize, calibrate on the quantized model, measure, and only then replace what is shipped.

    Raises TrainingError where ``run`` is unfinished or ``data`` unusable.
    """
    config = Config.load(run / "config.json")
    train_films = list_films(data / "train")
    parts = split(train_films, config.seed)
    model = build(config)
    load_weights(model, run / WEIGHTS)
    float_file = to_float(model, config.size)
    ranges = np.random.default_rng(config.seed).choice(len(parts["fit"]), RANGE_FILMS, replace=False)
    quantized = to_int8(float_file, load_pixels([parts["fit"][i] for i in ranges], config.size))
    test = list_films(data / "test", keep_duplicates=True)
    with tempfile.TemporaryDirectory() as folder:
        draft = _card(config, version, quantized, _provenance(config, train_films))
        card = _calibrated(draft, quantized, parts["choose"], Path(folder))
        classifier = _stage(card, quantized, Path(folder))
        figures = {
            name: measure(read_films(classifier, films), films)
            for name, films in {**{k: parts[k] for k in ("choose", "report")}, "test": test}.items()
        }
        float_card = card.model_copy(update={"sha256": hashlib.sha256(float_file).hexdigest()})
        float_classifier = _stage(float_card, float_file, Path(folder))
        figures["test_float"] = measure(read_films(float_classifier, test), test)
    card = card.model_copy(update={"figures": figures})
    _ship(card, quantized, model_folder)
    _report(card, run, report_folder)
    return card


def _card(config: Config, version: str, model: bytes, provenance: dict[str, object]) -> ModelCard:
    return ModelCard(
        version=version,
        architecture=config.architecture,
        population=POPULATION,
        sha256=hashlib.sha256(model).hexdigest(),
        created=datetime.now(UTC).date().isoformat(),
        input=Input(size=config.size),
        calibration=UNCALIBRATED,
        thresholds=UNDECIDED,
        provenance=provenance,  # type: ignore[arg-type]  # pydantic checks the JSON
        figures={},
    )


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


def _calibrated(draft: ModelCard, model: bytes, choose: list[Film], folder: Path) -> ModelCard:
    """Fit calibration and operating points on what the quantized model says of ``choose``."""
    readings = read_films(_stage(draft, model, folder), choose)
    truth = targets(choose)
    card = draft.model_copy(update={"calibration": fit_platt(readings.logits, truth)})
    probabilities = np.array([card.probability(logit) for logit in readings.logits])
    return card.model_copy(update={"thresholds": choose_thresholds(probabilities, truth)})


def _stage(card: ModelCard, model: bytes, folder: Path) -> Classifier:
    """A classifier of a model that is not shipped yet."""
    (folder / MODEL_NAME).write_bytes(model)
    (folder / CARD_NAME).write_text(card.model_dump_json(indent=2) + "\n")
    return Classifier(folder, threads=2)


def _ship(card: ModelCard, model: bytes, folder: Path) -> None:
    """Replace the shipped model: written beside, then renamed."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ((MODEL_NAME, model), (CARD_NAME, (card.model_dump_json(indent=2) + "\n").encode())):
        beside = folder / f"{name}.partial"
        beside.write_bytes(content)
        beside.replace(folder / name)


def _report(card: ModelCard, run: Path, folder: Path) -> None:
    """Keep what tells how the model came to be: choices, split, course and figures."""
    folder = folder / card.version
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", "split.csv", HISTORY):
        shutil.copy(run / name, folder / name)
    plot_curves(run / HISTORY, folder / "curves.png")
    (folder / "figures.json").write_text(json.dumps(card.figures, indent=2) + "\n")
