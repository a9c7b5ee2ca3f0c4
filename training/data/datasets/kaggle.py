"""The Kaggle chest-xray-pneumonia folders (Kermany et al. 2018), whose file names tell the patient.

``val/``, sixteen films, is left out.
"""

import re
from pathlib import Path

from training.data.datasets.folders import CLASSES, class_films
from training.data.labelled_film import Film, Kind, Part, Published
from training.errors import TrainingError

DEFAULT_NAME = "kaggle"
LOOK = "train/ and test/ with NORMAL/ and PNEUMONIA/ in each, as Kaggle has them"

PUBLISHED = Published("Frontal films of children of one to five years, from one hospital", (1, 5))
"""Kermany et al. 2018."""

_PERSON = re.compile(r"(person\d+)_(bacteria|virus)_\d+")
_NORMAL = re.compile(r"((?:NORMAL2-)?IM-\d+)-")


def recognizes(folder: Path) -> bool:
    """By the folder of the films to learn from."""
    return (folder / "train").is_dir()


def list_films(folder: Path, population: str, part: Part) -> list[Film]:
    """The films under ``train`` or ``test``.

    Raises TrainingError where a class folder is missing or empty, or a file name tells no patient.
    """
    # Bare for this name, as the recorded splits of earlier releases have them.
    prefix = "" if population == DEFAULT_NAME else f"{population}/"
    if part == "test":
        if not (folder / part).is_dir():
            return []
        prefix += "test/"  # the patients' numbering begins anew there
    return list_part(folder / part, population, prefix)


def list_part(folder: Path, population: str = DEFAULT_NAME, prefix: str = "") -> list[Film]:
    """The films under ``folder/NORMAL`` and ``folder/PNEUMONIA``, sorted; ``prefix`` is for their groups."""
    return [_film(path, population, prefix) for name in CLASSES for path in class_films(folder / name)]


def _film(path: Path, population: str, prefix: str) -> Film:
    if match := _PERSON.match(path.name):
        kind: Kind = "bacteria" if match[2] == "bacteria" else "virus"
        return Film(path, prefix + match[1], kind, population, PUBLISHED)
    if match := _NORMAL.match(path.name):
        return Film(path, prefix + match[1], "normal", population, PUBLISHED)
    raise TrainingError(
        f"{path}: the file name does not tell the patient, so the split could leak; rename it"
    )
