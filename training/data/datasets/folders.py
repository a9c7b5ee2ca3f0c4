"""Two class folders and a table of patients: the layout for one's own films.

``NORMAL/``, ``PNEUMONIA/`` and ``metadata.csv`` with the columns ``file`` (``NORMAL/name.png``) and
``patient``. There is no test part.
"""

from pathlib import Path

from training.data.datasets.csv_table import read_table, require_files
from training.data.labelled_film import Film, Kind, Part
from training.errors import TrainingError

DEFAULT_NAME = None
LAYOUT = "NORMAL/, PNEUMONIA/ and a metadata.csv with the columns file and patient"

CLASSES: dict[str, Kind] = {"NORMAL": "normal", "PNEUMONIA": "pneumonia"}

_TABLE = "metadata.csv"
_SUFFIXES = {".jpeg", ".jpg", ".png", ".dcm"}


def recognizes(folder: Path) -> bool:
    """Return whether ``folder`` has the table, and a class folder beside it."""
    return (folder / _TABLE).is_file() and any((folder / name).is_dir() for name in CLASSES)


def list_films(folder: Path, population: str, part: Part) -> list[Film]:
    """Return the films of the table, class by class.

    Raise TrainingError if a class folder is empty, or films and table do not match.
    """
    if part == "test":
        return []
    table = folder / _TABLE
    films = [_film(row, table, population) for row in read_table(table, ("file", "patient"))]
    require_files(films, table)
    named = {film.path for film in films}
    present = [path for name in CLASSES for path in class_films(folder / name)]
    if unnamed := [path for path in present if path not in named]:
        raise TrainingError(
            f"{table} lacks the patient of {len(unnamed)} films, the first is {unnamed[0]}; "
            "add rows for them, or take the files out"
        )
    return sorted(films, key=lambda film: film.path)


def class_films(folder: Path) -> list[Path]:
    """Return the films in one class folder, sorted. Raise TrainingError if there are none."""
    paths = sorted(path for path in folder.glob("*") if path.suffix.lower() in _SUFFIXES)
    if not paths:
        raise TrainingError(f"{folder} contains no films; put them there, or give another folder")
    return paths


def _film(row: dict[str, str], table: Path, population: str) -> Film:
    class_folder, _, name = row["file"].partition("/")
    if class_folder not in CLASSES or not name or not row["patient"].strip():
        raise TrainingError(
            f"{table} has a row with file '{row['file']}' and patient '{row['patient']}'; "
            "a file is in NORMAL/ or PNEUMONIA/, and without its patient the split could leak"
        )
    path = table.parent / class_folder / name
    return Film(path, f"{population}/{row['patient'].strip()}", CLASSES[class_folder], population)
