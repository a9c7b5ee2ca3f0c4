"""The patient split: films to train on, to validate by, and to hold out; and the held-out series."""

import csv
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, cast, get_args

from training.data.datasets.csv_table import read_table
from training.data.labelled_film import Film, Kind
from training.data.split.series import held_out_series
from training.errors import TrainingError
from training.files import atomic_write

SPLIT = "split.csv"

SHARES = {"train": 0.8, "validation": 0.1, "holdout": 0.1}
"""Share of the patients in each part. Settings are chosen on ``validation``, never on ``holdout``."""

_OLD_NAMES = {"fit": "train", "choose": "validation", "report": "holdout"}
"""The parts in files of releases up to 0.8."""

SERIES, UNUSED = "series", "unused"
"""Films of the held-out series: those that the shares above hold back, too, and the others. The others are
in no use, as the weights of earlier releases were trained on them. Absent if there are no such series."""

Parts = Mapping[str, Sequence[Film]]
"""Films by part of the split."""


def split(films: Sequence[Film], seed: int) -> dict[str, list[Film]]:
    """Assign every patient to one part, stratified by population and by the kind of the first film.

    Films of ``held_out_series`` are then moved to parts of their own. A population is split in the same
    way with or without others beside it. Raise TrainingError if a
    part would contain one class only.
    """
    patients: dict[str, list[Film]] = defaultdict(list)
    for film in films:
        patients[film.patient].append(film)
    strata: dict[tuple[str, str], list[str]] = defaultdict(list)
    for patient, members in sorted(patients.items()):
        strata[members[0].population, members[0].kind].append(patient)
    parts: dict[str, list[Film]] = {name: [] for name in SHARES}
    for (_, kind), names in sorted(strata.items()):
        random.Random(f"{seed}-{kind}").shuffle(names)  # noqa: S311 - reproducible, not secret
        start = 0.0
        for part, share in SHARES.items():
            chosen = names[round(start * len(names)) : round((start + share) * len(names))]
            parts[part] += [film for name in chosen for film in patients[name]]
            start += share
    held_out = held_out_series(films)
    if held_out:
        series = [film for part in ("validation", "holdout") for film in parts[part] if film in held_out]
        unused = [film for film in parts["train"] if film in held_out]
        parts = {name: [film for film in members if film not in held_out] for name, members in parts.items()}
        parts |= {SERIES: series, UNUSED: unused}
    for part, members in parts.items():
        if part != UNUSED and {film.target for film in members} != {0, 1}:
            raise TrainingError(f"too few patients: the {part} part would have one class only; add films")
    return parts


def check_split(parts: Parts, path: Path) -> None:
    """Compare the parts with the record of ``write_split``. Raise TrainingError if they differ.

    A film that was added or removed since would move others between parts, and films of the training
    part would be counted as held out.
    """
    if read_split(path) != [
        (part, film.population, film.path.name) for part, films in parts.items() for film in films
    ]:
        raise TrainingError(
            f"the films are not those of {path}; give the run's own --data, or start a new run"
        )


class Recorded(NamedTuple):
    """One film of a record."""

    part: str
    population: str
    file: str
    patient: str
    kind: Kind


def read_record(path: Path) -> list[Recorded]:
    """Return the films of a record with patient and kind. Raise TrainingError if it is damaged."""
    rows = read_table(path, Recorded._fields)
    if unknown := {row["kind"] for row in rows} - {*get_args(Kind)}:
        raise TrainingError(f"{path} has the unknown kinds {', '.join(sorted(unknown))}; restore it")
    return [
        Recorded(_part(row), row["population"], row["file"], row["patient"], cast("Kind", row["kind"]))
        for row in rows
    ]


def read_split(path: Path) -> list[tuple[str, str, str]]:
    """Return part, population and file of each film of a record."""
    return [
        (_part(row), row["population"], row["file"])
        for row in read_table(path, ("part", "population", "file"))
    ]


def write_split(parts: Parts, path: Path) -> None:
    """Record the part of each film as CSV. The write is atomic."""
    with atomic_write(path) as partial, partial.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(Recorded._fields)
        for part, films in parts.items():
            writer.writerows(
                (part, film.population, film.path.name, film.patient, film.kind) for film in films
            )


def _part(row: Mapping[str, str]) -> str:
    return _OLD_NAMES.get(row["part"], row["part"])
