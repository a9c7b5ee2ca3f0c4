"""One run: films -> screening network, its thresholds and its figures."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from cxr.inference.classifier import load_network
from cxr.inference.model_card import SCREENING_NAME
from cxr.inference.preprocessing import FILM_SIDE
from cxr.inference.screening import Network
from training.data.catalog import load_pixels
from training.data.labelled_film import Film
from training.data.screening_file import SCREENING_CARD
from training.data.split import SPLIT, Parts, check_split, write_split
from training.errors import TrainingError
from training.files import atomic_write, require_writable
from training.quantization.tflite import to_float
from training.screening.figures import limits, lung_figures
from training.screening.fit import fit
from training.screening.masks import load_masks
from training.screening.network import SIDE
from training.screening.sources import load_films, load_non_chest, load_others
from training.screening.thresholds import choose, screen_all

SETTINGS = "screening_settings.json"


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run is made from. ``left_out``: a population that is measured, and not trained on.

    ``split_seed`` is that of the films, and halves the other pictures; ``seed`` is that of everything else.
    """

    lungs: Path
    non_chest: Path
    other_populations: tuple[str, ...]
    left_out: str | None
    epochs: int
    seed: int
    split_seed: int


def train_screening(parts: Parts, run: Path, plan: Plan) -> dict[str, object]:
    """Train the network on ``parts["train"]``, choose its thresholds, measure it, and write it into ``run``.

    The folder then has screening.tflite and its record, besides the files of training. Raise TrainingError
    if ``run`` has a run of other films or settings, or something cannot be read.
    """
    require_writable(run, "--run")
    _check_claim(parts, run, plan)
    others = load_others(plan.other_populations, plan.split_seed, plan.left_out)
    non_chest = load_non_chest(plan.non_chest, plan.split_seed)
    films = load_films(parts["train"], plan.lungs, others, non_chest, plan.seed)
    _claim(parts, run, plan)
    file = to_float(fit(films, run, plan.epochs, plan.seed), SIDE)
    network = load_network(file, threads=2)
    validation = screen_all(network, load_pixels(parts["validation"], FILM_SIDE)[..., 0])
    chosen = choose(validation)
    record = {
        "size": SIDE,
        "sha256": hashlib.sha256(file).hexdigest(),
        **asdict(chosen),
        "figures": {
            "lungs": {part: _lungs(parts[part], plan.lungs, network) for part in ("validation", "holdout")},
            "limits": limits(
                network, chosen, others.holdout | non_chest.holdout, others.train | non_chest.train
            ),
        },
    }
    with atomic_write(run / SCREENING_NAME) as model, atomic_write(run / SCREENING_CARD) as partial:
        model.write_bytes(file)
        partial.write_text(json.dumps(record, indent=1) + "\n")
    return record


def _lungs(films: Sequence[Film], folder: Path, network: Network) -> dict[str, float]:
    """Measure the lungs of the films that have a mask."""
    masks, known = load_masks(films, folder)
    squares = load_pixels(films, FILM_SIDE)[..., 0]
    return lung_figures(screen_all(network, squares[known]), masks[known])


def _check_claim(parts: Parts, run: Path, plan: Plan) -> None:
    recorded = run / SETTINGS
    if recorded.exists() and json.loads(recorded.read_text()) != _settings(plan):
        raise TrainingError(f"{run} contains a run with other settings; give --run another folder")
    if (run / SPLIT).exists():
        check_split(parts, run / SPLIT)


def _claim(parts: Parts, run: Path, plan: Plan) -> None:
    """Record what the run is. This comes after everything was read: a failed start leaves the folder free."""
    write_split(parts, run / SPLIT)
    with atomic_write(run / SETTINGS) as partial:
        partial.write_text(json.dumps(_settings(plan), indent=1) + "\n")


def _settings(plan: Plan) -> dict[str, object]:
    """Return the settings without the folders: the same pictures may lie elsewhere."""
    names = [Path(spec.partition("=")[2] or spec).name for spec in plan.other_populations]
    return {
        "others": names,
        "left_out": plan.left_out,
        "epochs": plan.epochs,
        "seed": plan.seed,
        "split_seed": plan.split_seed,
    }
