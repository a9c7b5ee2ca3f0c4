"""The record of a run's out-of-distribution images: those trained on, and those held out."""

import csv
from pathlib import Path
from typing import NamedTuple

from training.config import CONFIG
from training.data.datasets.csv_table import read_table
from training.data.ood_set import OodSet
from training.errors import TrainingError
from training.files import atomic_write

OOD_RECORD = "limits.csv"
"""The file of the record. Name, columns and words are those of release 0.3, when it was introduced."""

_COLUMNS = ("half", "of", "file")
_PARTS = {"train": "fitted", "holdout": "measured"}
_KINDS = {"non_chest": "foreign", "other_population": "adults"}


class OodRow(NamedTuple):
    """One image: a path below --non-chest, or folder and name of a film of --other-population."""

    part: str
    kind: str
    file: str


def write_ood_record(ood: OodSet, path: Path) -> None:
    """Record the part of each image as CSV. The write is atomic."""
    with atomic_write(path) as partial, partial.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows((_PARTS[row.part], _KINDS[row.kind], row.file) for row in record_rows(ood))


def check_ood_record(ood: OodSet | None, path: Path) -> None:
    """Compare the images with the record of the run. A run that has not begun has none.

    Raise TrainingError if they differ: an image that was added or removed since would move others
    between the halves, and images that were trained on would count as held out. A run without
    out-of-distribution images must get none, because its heads for them were never trained.
    """
    if not path.exists():
        if ood and (path.parent / CONFIG).exists():
            raise TrainingError(
                f"the run in {path.parent} has no out-of-distribution images; "
                "leave out --non-chest and --other-population, or start a new run"
            )
        return
    recorded = read_ood_record(path)
    if ood is None:
        raise TrainingError(
            f"the run of {path} was trained on out-of-distribution images; "
            "give the same --non-chest and --other-population"
        )
    if sorted(recorded) != sorted(record_rows(ood)):
        raise TrainingError(
            f"--non-chest and --other-population are not those of {path}; "
            "give the same images, or start a new run"
        )


def read_ood_record(path: Path) -> list[OodRow]:
    """Return the rows of a record. Raise TrainingError if a word in it is unknown."""
    parts, kinds = ({stored: name for name, stored in words.items()} for words in (_PARTS, _KINDS))
    try:
        return [
            OodRow(parts[row["half"]], kinds[row["of"]], row["file"]) for row in read_table(path, _COLUMNS)
        ]
    except KeyError as e:
        raise TrainingError(f"{path} contains {e}; restore it, or start a new run") from e


def record_rows(ood: OodSet) -> list[OodRow]:
    """Return the rows that describe the set."""
    parts = {
        "train": (ood.non_chest_train_names, ood.other_population_train),
        "holdout": (ood.non_chest_holdout_names, ood.other_population_holdout),
    }
    return [
        row
        for part, (images, films) in parts.items()
        for row in (
            *(OodRow(part, "non_chest", name) for name in images),
            *(
                OodRow(part, "other_population", f"{film.path.parent.name}/{film.path.name}")
                for film in films
            ),
        )
    ]
