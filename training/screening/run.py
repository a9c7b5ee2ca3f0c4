"""One run: films -> screening network, its thresholds and its figures."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import keras
import numpy as np

from cxr.imaging.reader import read
from cxr.inference.classifier import load_network
from cxr.inference.model_card import SCREENING_NAME
from cxr.inference.preprocessing import FILM_SIDE, to_square
from training.config import CONFIG
from training.data.catalog import load_pixels, targets
from training.data.labelled_film import Film
from training.data.screening_file import SCREENING_CARD
from training.data.split.parts import SPLIT, UNUSED, Parts, check_split, write_split
from training.errors import TrainingError
from training.files import atomic_write, require_space, require_writable
from training.networks.screening_network import SIDE
from training.networks.weights import WEIGHTS, save_variables
from training.screening.conversion import convert
from training.screening.films.masks import load_masks, masked_films
from training.screening.films.sources import ScopeSet, load_films, load_non_chest, load_others
from training.screening.fit import fit
from training.screening.record import RECORD, check_record, write_record
from training.screening.report import VALIDATION, MaskedFilms, choose_and_measure

MEASURED = "measured"
"""The name of the films of --measure-lungs in the figures."""

COMPARED = 128
"""Validation films on which forms of the file are compared, and as many held-out other pictures."""

SPACE = 100_000_000
"""Bytes for a run: the old and the new state during a save, the weights and the file."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is made from. ``left_out``: a population that is measured, and not trained on.

    ``measured_lungs``: folders of films and masks that are only measured, empty for none. ``split_seed`` is
    that of the films, and halves the other pictures; ``seed`` is that of everything else. Raise TrainingError
    for less than one epoch.
    """

    lungs: Path
    non_chest: Path
    other_populations: tuple[str, ...]
    left_out: str | None
    measured_lungs: tuple[Path, ...]
    epochs: int
    seed: int
    split_seed: int

    def __post_init__(self) -> None:
        """Refuse what no run can have."""
        if self.epochs < 1:
            raise TrainingError(f"--epochs {self.epochs} must be 1 or more")

    def settings(self) -> dict[str, object]:
        """Return what determines the weights, besides the pictures, which may lie elsewhere later."""
        names = ("left_out", "epochs", "seed", "split_seed")
        return {"network": "screening", **{name: getattr(self, name) for name in names}}


def train_screening(parts: Parts, run: Path, plan: Plan) -> dict[str, object]:
    """Train the network on ``parts["train"]``, choose its thresholds, measure it, and write it into ``run``.

    The folder then has screening.tflite and its record, besides the files of training. Return the record.
    Raise TrainingError if ``run`` has a run of other films or settings, or something cannot be read.
    """
    require_writable(run, "--run")
    require_space(run, SPACE)
    _check_claim(parts, run, plan)
    others = load_others(plan.other_populations, plan.split_seed, plan.left_out)
    non_chest = load_non_chest(plan.non_chest, plan.split_seed)
    scope_set = others.joined(non_chest)
    check_record(scope_set, run / RECORD)
    films = load_films(parts["train"], plan.lungs, others, non_chest, plan.seed)
    held_out = {
        part: _masked(members, plan.lungs) for part, members in parts.items() if part not in {"train", UNUSED}
    }
    if plan.measured_lungs:
        held_out[MEASURED] = _measured(*plan.measured_lungs)
    _claim(parts, scope_set, run, plan)
    model = fit(films, run, plan.epochs, plan.seed)
    return _finish(model, held_out, scope_set, run, plan)


def _masked(films: Sequence[Film], lungs: Path) -> MaskedFilms:
    return MaskedFilms(load_pixels(films, FILM_SIDE)[..., 0], *load_masks(films, lungs), targets(films))


def _measured(films: Path, masks: Path) -> MaskedFilms:
    paths, drawn = masked_films(films, masks)
    squares = np.stack([to_square(read(path.read_bytes())) for path in paths])
    return MaskedFilms(squares, drawn, np.ones(len(paths), bool))


def _finish(
    model: keras.Model, held_out: dict[str, MaskedFilms], scope_set: ScopeSet, run: Path, plan: Plan
) -> dict[str, object]:
    """Write weights, file and record."""
    _store_weights(model, run / WEIGHTS)
    pictures = np.concatenate([half.squares for half in scope_set.holdout.values()])
    compared = [*held_out[VALIDATION].films[:COMPARED], *pictures[:: len(pictures) // COMPARED + 1]]
    converted = convert(model, compared)
    network = load_network(converted.file, threads=2)
    chosen, figures = choose_and_measure(network, held_out, scope_set, plan.seed)
    speed = {"form": converted.form, "milliseconds": {**converted.milliseconds}}
    record = {
        "size": SIDE,
        "sha256": hashlib.sha256(converted.file).hexdigest(),
        **asdict(chosen),
        "figures": {**figures, **speed, "parameters": model.count_params()},
    }
    with atomic_write(run / SCREENING_NAME) as file, atomic_write(run / SCREENING_CARD) as partial:
        file.write_bytes(converted.file)
        partial.write_text(json.dumps(record, indent=1, allow_nan=False) + "\n")
    return record


def _store_weights(model: keras.Model, path: Path) -> None:
    """Write the weights as float16, and round the model to them: the file has the stored weights."""
    variables = [one for one in model.variables if "seed_generator" not in one.path]
    for variable in variables:
        variable.assign(np.asarray(variable).astype(np.float16).astype(np.float32))
    save_variables(variables, path)


def _check_claim(parts: Parts, run: Path, plan: Plan) -> None:
    recorded = run / CONFIG
    try:
        others = recorded.exists() and json.loads(recorded.read_text()) != plan.settings()
    except ValueError as e:
        raise TrainingError(f"{recorded} is damaged ({e}); give --run another folder") from e
    if others:
        raise TrainingError(f"{run} contains a run with other settings; give --run another folder")
    if (run / SPLIT).exists():
        check_split(parts, run / SPLIT)


def _claim(parts: Parts, scope_set: ScopeSet, run: Path, plan: Plan) -> None:
    """Record what the run is. This comes after everything was read: a failed start leaves the folder free."""
    write_split(parts, run / SPLIT)
    write_record(scope_set, run / RECORD)
    with atomic_write(run / CONFIG) as partial:
        partial.write_text(json.dumps(plan.settings(), indent=1) + "\n")
