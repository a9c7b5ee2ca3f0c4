"""``python -m training validate``: the shipped model on the labelled films of a site."""

import argparse
from pathlib import Path

from tqdm import tqdm

from cxr.errors import ModelUnusable
from cxr.inference.classifier import Classifier, load_classifier
from training.data.catalog import list_published
from training.data.labelled_film import Film
from training.errors import TrainingError
from training.files import require_writable
from training.validation.figures import measure_site
from training.validation.films.attributes import Attributes
from training.validation.films.judged_films import judge_films
from training.validation.films.tables import table_attributes
from training.validation.intercept import require_both_classes
from training.validation.page import intercepts, write_validation


def validate_site(options: argparse.Namespace) -> None:
    """Measure and write. Raise TrainingError if films, model or place cannot be used."""
    films, known = _films(options.data)
    if options.refit_intercept:
        require_both_classes(films)
    classifier = _classifier(options.model)
    _require_page(options.out)
    judged = list(tqdm(judge_films(classifier, films, known), total=len(films), unit="film"))
    distinct = [film for film in judged if film]
    repeated, refit = len(judged) - len(distinct), options.refit_intercept
    figures = measure_site(distinct, classifier.card, repeated, refit=refit)
    populations = sorted({film.population for film in films})
    write_validation({"populations": populations, **figures}, classifier.card, options.out)
    print(
        f"{options.out}: {figures['films']} films of {figures['patients']} patients, "
        f"{figures['refused']} refused, {figures['flagged']} flagged"
    )
    if refit:
        print(intercepts(figures, classifier.card))


def _films(specs: list[str]) -> tuple[list[Film], dict[Path, Attributes]]:
    """Return the films of all parts, and what the tables say of them. No film is read."""
    films, known = list[Film](), dict[Path, Attributes]()
    for folder, listed in list_published(specs):
        films += listed
        known |= table_attributes(folder, listed)
    return films, known


def _classifier(folder: Path) -> Classifier:
    try:
        return load_classifier(folder, threads=2)
    except ModelUnusable as e:
        raise TrainingError(
            f"--model {folder} contains no usable model ({e}); give the folder of an exported one"
        ) from e


def _require_page(page: Path) -> None:
    """Raise TrainingError unless page and figures can be written beside each other."""
    if page.suffix == ".json" or page.is_dir():
        raise TrainingError(f"--out {page} is no page; give a file such as build/validation.md")
    require_writable(page.parent, "--out")
