"""``python -m training intercept``: the shift of the intercept by the verdicts that a site has exported."""

import argparse
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from cxr.cli.results_table import read_results
from cxr.errors import ModelUnusable
from cxr.figures.operating_figures import KnownFilm
from cxr.inference.model_card import ModelCard, load_model_card
from cxr.study import Label
from training.errors import TrainingError
from training.validation.figures import GROUPS
from training.validation.group import Group
from training.validation.intercept import refit_intercept, require_enough
from training.validation.page import intercepts

_NEAREST = 5e-7
"""Half of the last digit that an export has: a probability of 1.000000 is not certain."""


def refit_on_verdicts(options: argparse.Namespace) -> None:
    """Print the shift. Raise TrainingError if films are too few, or the model cannot be used.

    A film that another model version judged is left out: its probability has another calibration.
    """
    card = _card(options.model)
    table = read_results(options.verdicts)
    films = [film for film in table.films if film.model_version in {None, card.version}]
    members = dict(zip(GROUPS, ([f for f in films if f.in_population is not False], films), strict=True))
    ill = sum(film.has_pneumonia for film in films)
    require_enough(ill, len(films) - ill, f"in {options.verdicts}, of version {card.version},")
    figures = {name: refit_intercept(_group(of, card), card) for name, of in members.items()}
    print(
        f"{options.verdicts}: {len(films)} films. Left out: {table.unknown} without a reference, "
        f"{table.repeated} earlier verdicts, {len(table.films) - len(films)} films of other model versions"
    )
    print(intercepts({"intercept": figures}, card))


def _card(folder: Path) -> ModelCard:
    try:
        return load_model_card(folder)
    except ModelUnusable as e:
        raise TrainingError(f"--model {folder} contains no usable model ({e}); give the folder of one") from e


def _group(films: Sequence[KnownFilm], card: ModelCard) -> Group:
    """Return the arrays. An export names no patient, so each film counts as one of its own."""
    probabilities = np.clip([film.probability for film in films], _NEAREST, 1 - _NEAREST)
    labels = [card.thresholds.label(film.probability) for film in films]
    return Group(
        positive=np.array([film.has_pneumonia for film in films], bool),
        log_odds=np.log(probabilities / (1 - probabilities)),
        probabilities=probabilities,
        called_positive=np.array([label is Label.POSITIVE for label in labels], bool),
        called_negative=np.array([label is Label.NEGATIVE for label in labels], bool),
        patients=tuple(str(number) for number in range(len(films))),
    )
