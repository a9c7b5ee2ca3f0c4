"""A release of a small network on films of noise, whose figures are counts."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import keras
import numpy as np
import pytest

from cxr.inference.classifier import Classifier, load_network
from cxr.inference.model_card import ModelCard, load_model_card
from tests.support.training.films import film
from tests.support.training.screening import screening_file
from training.calibration.tuning_set import load_tuning_set, logits
from training.config import Config, Stage
from training.data.catalog import list_populations
from training.data.labelled_film import Film
from training.data.lung_films import ScreeningFile
from training.data.split.parts import split, write_split
from training.export import export as exporting
from training.export.export import export
from training.export.inputs import FilmSets, list_film_sets, load_inputs
from training.export.release import Places
from training.networks.network import MAP, build
from training.networks.weights import save_weights
from training.quantization.tflite import to_float

CONFIG = Config(architecture="cnn", stages=(Stage(1, 32),))


@dataclass(frozen=True)
class Released:
    """A shipped model, the run that it was made from, and its films: one of each patient, none to test."""

    films: Path
    run: Path
    places: Places

    @classmethod
    def below(cls, folder: Path) -> "Released":
        places = Places(folder / "model", folder / "reports", folder / "card.md")
        return cls(folder / "own", folder / "run", places)

    @property
    def card(self) -> ModelCard:
        return load_model_card(self.places.shipped)

    def sets(self, screening: ScreeningFile | None = None) -> FilmSets:
        return list_film_sets([str(self.films)], [], screening or screening_file(), CONFIG.split_seed)

    def ship(self, run: Path | None = None) -> ModelCard:
        """Export the run as version 1.2.3."""
        run = run or self.run
        return export(load_inputs(self.sets(), run), run, "1.2.3", self.places)


def count_instead_of_measuring(patch: pytest.MonkeyPatch) -> None:
    """Let the figures of a set be the number of its films."""

    def evaluate(
        _: Classifier,
        sets: Mapping[str, Sequence[Film]],
        folder: Path,
        *,
        more: Mapping[str, object],
        **_others: object,
    ) -> dict[str, object]:
        folder.mkdir(parents=True, exist_ok=True)
        return {name: {"films": len(films)} for name, films in sets.items() if films} | dict(more)

    patch.setattr(exporting, "evaluate", evaluate)


def write_films(folder: Path) -> None:
    random, rows = np.random.default_rng(4), ["file,patient"]
    for number in range(40):
        name = f"{('NORMAL', 'PNEUMONIA')[number % 2]}/{number}.png"
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        film(bool(number % 2), random).save(folder / name)
        rows.append(f"{name},{number}")
    (folder / "metadata.csv").write_text("\n".join(rows))


def write_run(folder: Path, films: Path) -> None:
    folder.mkdir()
    CONFIG.write(folder / "config.json")
    parts = split(list_populations([str(films)]), CONFIG.split_seed)
    write_split(parts, folder / "split.csv")
    keras.utils.set_random_seed(CONFIG.seed)
    network = build(CONFIG)
    tuning = load_tuning_set(parts["validation"], screening_file().finder(), CONFIG.size, CONFIG.seed)
    found = logits(load_network(to_float(network, CONFIG.size)), tuning.plain)
    if found @ (tuning.truth - tuning.truth.mean()) < 0:
        kernel = network.get_layer(MAP).kernel
        kernel.assign(-kernel)
    save_weights(network, folder / "weights.npz")
    names = ("logit_loss", "logit_accuracy", "val_logit_loss", "val_logit_accuracy")
    (folder / "history.json").write_text(json.dumps([{"epoch": 1, **dict.fromkeys(names, 0.5)}]))
