"""Checks that no held-out film was used to train the run that this one starts from."""

from pathlib import Path

from training.data.ood_record import OOD_RECORD, OodRow, read_ood_record, record_rows
from training.data.ood_set import OodSet
from training.data.split import SPLIT, Parts, read_split
from training.errors import TrainingError

TRAIN = "train"
"""The part of a split that weights were trained on."""


def check_no_leakage(parts: Parts, ood: OodSet | None, earlier: Path) -> None:
    """Raise TrainingError if the run in ``earlier`` was trained on films that are held back now.

    With another split seed, its weights would know films of the validation and holdout parts. Weights
    without a record beside them are not checked.
    """
    films = {
        (film.population, film.path.name) for part in parts if part != TRAIN for film in parts[part]
    } & _trained_films(earlier)
    images = _rows(record_rows(ood), "holdout") & _trained_images(earlier) if ood else set()
    if known := len(films) + len(images):
        raise TrainingError(
            f"{earlier} was trained on {known} of the films and images that this run holds back; "
            "give its --split-seed and its films"
        )


def _trained_films(run: Path) -> set[tuple[str, str]]:
    recorded = read_split(run / SPLIT) if (run / SPLIT).exists() else []
    return {(population, file) for part, population, file in recorded if part == TRAIN}


def _trained_images(run: Path) -> set[tuple[str, str]]:
    recorded = read_ood_record(run / OOD_RECORD) if (run / OOD_RECORD).exists() else []
    return _rows(recorded, TRAIN)


def _rows(rows: list[OodRow], part: str) -> set[tuple[str, str]]:
    return {(row.kind, row.file) for row in rows if row.part == part}
