"""``python -m training shortcuts``: what reveals the label besides the lungs, and what the model reads."""

import argparse

from cxr.inference.classifier import load_classifier
from training.config import Config
from training.data.catalog import list_populations
from training.data.screening_file import load_screening
from training.data.split.parts import SERIES, split
from training.evaluation.covered_films import measure_covered
from training.evaluation.look_log import LookLog
from training.metrics.predictions import open_film, predict_films
from training.shortcuts.page import write_shortcuts
from training.shortcuts.trees import TRAIN, measure_trees

MEASURED = ("validation", "holdout", SERIES)
"""Parts of the split that the trees are measured on."""


def measure_shortcuts(options: argparse.Namespace) -> None:
    """Measure and write. The model is measured on the test films, or on the holdout if they are left out."""
    classifier = load_classifier(options.model, threads=2)
    seed = Config().split_seed if options.split_seed is None else options.split_seed
    parts = split(list_populations(options.data), seed)
    sets = {name: parts[name] for name in (TRAIN, *MEASURED) if name in parts}
    if options.part == "test" and (test := list_populations(options.data, "test")):
        sets["test"] = test
    measured_on = "test" if "test" in sets else "holdout"
    if "test" in sets:
        LookLog(options.reports, "shortcuts").record(classifier.card)
    films = sets[measured_on]
    figures = {
        "model": classifier.card.version,
        "films": {name: len(members) for name, members in sets.items()},
        "trees": measure_trees(sets, load_screening(options.model).finder()),
        "measured_on": measured_on,
        "model_on_covered": measure_covered(
            classifier, [open_film(film) for film in films], predict_films(classifier, films)
        ),
    }
    options.out.parent.mkdir(parents=True, exist_ok=True)
    write_shortcuts(figures, options.out)
    print(f"{options.out}: views without lungs, and the model on {len(films)} films of {measured_on}")
