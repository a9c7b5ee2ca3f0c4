"""Checks that no held-out film was used to train the run that this one starts from."""

from pathlib import Path

from training.data.split.parts import SPLIT, UNUSED, Parts, read_split
from training.errors import TrainingError

TRAIN = "train"
"""The part of a split that weights were trained on."""


def check_no_leakage(parts: Parts, earlier: Path) -> None:
    """Raise TrainingError if the run in ``earlier`` was trained on films that are held back now.

    With another split seed, its weights would know films of the other parts. Weights without a record
    beside them are not checked.
    """
    held_back = {
        (film.population, film.path.name)
        for part in parts
        if part not in _NOT_MEASURED
        for film in parts[part]
    }
    if known := len(held_back & _trained_films(earlier)):
        raise TrainingError(
            f"{earlier} was trained on {known} of the films that this run holds back; "
            "give its --split-seed and its films"
        )


_NOT_MEASURED = {TRAIN, UNUSED}


def _trained_films(run: Path) -> set[tuple[str, str]]:
    recorded = read_split(run / SPLIT) if (run / SPLIT).exists() else []
    return {(population, file) for part, population, file in recorded if part == TRAIN}
