"""Boosted trees that predict the label from a view without lungs: what such a view reveals."""

from collections.abc import Mapping, Sequence
from functools import partial

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier

from training.data.arrays import Floats
from training.data.labelled_film import Film
from training.data.lung_films import LungFilms, LungFinder, load_lung_films
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import SEED, estimate
from training.shortcuts.views import VIEWS, view

TRAIN = "train"
"""The films that the trees are fitted on."""

Figures = dict[str, object]


def measure_trees(sets: Mapping[str, Sequence[Film]], finder: LungFinder) -> dict[str, dict[str, Figures]]:
    """Return by view the AUC of trees on each set but ``TRAIN``, on which they are fitted.

    0.5 means that the view does not reveal the label. Raise TrainingError with the names of films that
    cannot be read.
    """
    rows: dict[str, dict[str, Floats]] = {name: {} for name in VIEWS}
    truth: dict[str, Floats] = {}
    for part, films in sets.items():  # the pixels of one part at a time: they are a few hundred megabytes
        loaded: LungFilms = load_lung_films(films, finder)
        truth[part] = loaded.truth
        for name in VIEWS:
            rows[name][part] = view(name, loaded.squares, loaded.lungs)
    return {
        name: _figures(
            of_view, truth, {part: [film.patient for film in films] for part, films in sets.items()}
        )
        for name, of_view in rows.items()
    }


def _figures(
    rows: Mapping[str, Floats], truth: Mapping[str, Floats], patients: Mapping[str, Sequence[str]]
) -> dict[str, Figures]:
    # Trees cannot be fitted on a column without any value, such as a pixel in the middle of each lung.
    unknown = np.isnan(rows[TRAIN]).all(axis=0)
    rows = {part: np.where(unknown, 0, of_part) for part, of_part in rows.items()}
    trees = HistGradientBoostingClassifier(random_state=SEED).fit(rows[TRAIN], truth[TRAIN])
    figures: dict[str, Figures] = {}
    for part in (part for part in rows if part != TRAIN):
        scores = trees.decision_function(rows[part])
        auc = partial(weighted.auc, scores=scores, truth=truth[part] == 1)
        values, intervals = estimate({"auc": auc}, patients[part])
        figures[part] = {**values, "intervals": intervals}
    return figures
