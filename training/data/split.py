"""Which films to fit on, to choose by, and only ever to report: split by patient."""

import csv
import random
from collections import defaultdict
from pathlib import Path

from training.data.catalog import Film
from training.data.datasets.csv_table import read_table
from training.errors import TrainingError
from training.files import written_whole

SPLIT = "split.csv"

SHARES = {"fit": 0.8, "choose": 0.1, "report": 0.1}


def split(films: list[Film], seed: int) -> dict[str, list[Film]]:
    """Share out the patients, stratified by population and by what their first film shows.

    Films of one patient always stay together, and a population is shared out in the same way whether
    others are beside it or not. Raises TrainingError where a part would miss a class.
    """
    groups: dict[str, list[Film]] = defaultdict(list)
    for film in films:
        groups[film.group].append(film)
    strata: dict[tuple[str, str], list[str]] = defaultdict(list)
    for group, members in sorted(groups.items()):
        strata[members[0].population, members[0].kind].append(group)
    parts: dict[str, list[Film]] = {name: [] for name in SHARES}
    for (_, kind), names in sorted(strata.items()):
        random.Random(f"{seed}-{kind}").shuffle(names)  # noqa: S311 - reproducible, not secret
        start = 0.0
        for part, share in SHARES.items():
            chosen = names[round(start * len(names)) : round((start + share) * len(names))]
            parts[part] += [film for name in chosen for film in groups[name]]
            start += share
    for part, members in parts.items():
        if {film.target for film in members} != {0, 1}:
            raise TrainingError(f"too few patients: the part '{part}' would hold one class only; add films")
    return parts


def check_split(parts: dict[str, list[Film]], path: Path) -> None:
    """Compare with what ``write_split`` recorded.

    Raises TrainingError where they differ: a film that came or went since would move others across,
    and films that were fitted on would be reported on.
    """
    if read_split(path) != [
        (part, film.population, film.path.name) for part, films in parts.items() for film in films
    ]:
        raise TrainingError(
            f"the films are not those of {path}; give the run's own --data, or start a new run"
        )


def read_split(path: Path) -> list[tuple[str, str, str]]:
    """Part, population and file of each film, as ``write_split`` recorded them."""
    return [
        (row["part"], row["population"], row["file"])
        for row in read_table(path, ("part", "population", "file"))
    ]


def write_split(parts: dict[str, list[Film]], path: Path) -> None:
    """Record which file went where, as CSV, whole or not at all."""
    with written_whole(path) as beside, beside.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(("part", "population", "file", "patient", "kind"))
        for part, films in parts.items():
            writer.writerows((part, film.population, film.path.name, film.group, film.kind) for film in films)
