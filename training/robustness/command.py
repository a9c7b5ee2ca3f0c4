"""``python -m training robustness``: films of a data set under all treatments."""

import argparse
from collections.abc import Sequence

import numpy as np
from tqdm import tqdm

from cxr.inference.classifier import load_classifier
from training.data.catalog import list_populations, targets
from training.data.labelled_film import Film
from training.errors import TrainingError
from training.evaluation.look_log import LookLog
from training.evaluation.treated_films import TREATMENTS, measure_treatments
from training.metrics.predictions import open_film
from training.robustness.page import write_treatments
from training.treatments.pictures import PAIRS


def measure_robustness(options: argparse.Namespace) -> None:
    """Measure and write. Raise TrainingError where there are too few films or no such treatment."""
    unknown = sorted(set(options.treatment) - {*TREATMENTS, *PAIRS})
    if unknown:
        raise TrainingError(f"--treatment {', '.join(unknown)}: there is none of this name")
    films = spread(list_populations(options.data, options.part), options.films)
    classifier = load_classifier(options.model)
    if options.part == "test":
        LookLog(options.reports, "robustness").record(classifier.card)
    opened = [open_film(film).image for film in films]
    rows = measure_treatments(classifier, opened, targets(films) == 1, options.treatment)
    total = 1 + (len(set(options.treatment)) or len(TREATMENTS) + len(PAIRS))
    shown = list(tqdm(rows, total=total, unit="treatment"))
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_treatments(shown, len(films), classifier.card.version, options.out)
    print(f"{options.out}: {len(shown) - 1} treatments of {len(films)} films")


def spread(films: Sequence[Film], count: int) -> list[Film]:
    """Return ``count`` films, half of them ill, evenly from the list. Raise TrainingError for too few."""
    ill = targets(list(films)) == 1
    chosen = list[Film]()
    for among in (np.flatnonzero(~ill), np.flatnonzero(ill)):
        half = count - count // 2 if chosen == [] else count // 2
        if len(among) < max(half, 1):
            raise TrainingError(f"--films {count}: there are {len(among)} films of one class")
        chosen += [films[i] for i in among[np.linspace(0, len(among) - 1, half).round().astype(int)]]
    return chosen
