"""What a run holds back was held back from the runs that it learns from, too."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from training.data.catalog import Film
from training.data.ood_record import HALVES, read_halves, rows
from training.data.ood_set import Limits
from training.data.split import SPLIT, read_split
from training.errors import TrainingError

FITTED = "fit"
"""The part of a split that weights were fitted on."""


def check_unseen(parts: Mapping[str, Sequence[Film]], limits: Limits | None, earlier: Path) -> None:
    """Raise TrainingError where the run in ``earlier`` was fitted on what is held back now.

    Another seed shares films out otherwise: those to choose by and to report would be known to the
    network already. Nothing is said of weights that lie without a record beside them.
    """
    films = {
        (film.population, film.path.name) for part in parts if part != FITTED for film in parts[part]
    } & _fitted_films(earlier)
    pictures = _measured(limits) & _fitted_pictures(earlier) if limits else set()
    if known := len(films) + len(pictures):
        raise TrainingError(
            f"{earlier} was fitted on {known} of the films and pictures that this run holds back; "
            "give its --split-seed and its films"
        )


def _fitted_films(run: Path) -> set[tuple[str, str]]:
    recorded = read_split(run / SPLIT) if (run / SPLIT).exists() else []
    return {(population, file) for part, population, file in recorded if part == FITTED}


def _fitted_pictures(run: Path) -> set[tuple[str, ...]]:
    recorded = read_halves(run / HALVES) if (run / HALVES).exists() else []
    return {row[1:] for row in recorded if row[0] == "fitted"}


def _measured(limits: Limits) -> set[tuple[str, ...]]:
    return {row[1:] for row in rows(limits) if row[0] == "measured"}
