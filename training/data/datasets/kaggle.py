"""The chest-xray-pneumonia dataset as Kaggle distributes it (Kermany et al. 2018).

Paper: doi:10.1016/j.cell.2018.02.010. Data: doi:10.17632/rscbjbr9sj, licence CC BY 4.0, and
https://www.kaggle.com/datasets/paultimothymooney/chest-xray-pneumonia. The file names contain the
patient. ``val/``, with sixteen films, is left out.
"""

import re
from pathlib import Path

from training.data.datasets.folders import CLASSES, class_films
from training.data.labelled_film import Cohort, Film, Kind, Part
from training.errors import TrainingError

DEFAULT_NAME = "kaggle"
LAYOUT = "train/ and test/ with NORMAL/ and PNEUMONIA/ in each, as Kaggle has them"

COHORT = Cohort("Frontal films of children of one to five years, from one hospital", (1, 5))
"""Kermany et al. 2018."""

_PERSON = re.compile(r"(person\d+)_(bacteria|virus)_\d+")
_NORMAL = re.compile(r"((?:NORMAL2-)?IM-\d+)-")


def recognizes(folder: Path) -> bool:
    """Return whether ``folder`` has a training part."""
    return (folder / "train").is_dir()


def list_films(folder: Path, population: str, part: Part) -> list[Film]:
    """Return the films in ``train`` or ``test``.

    Raise TrainingError if a class folder is missing or empty, or a file name lacks the patient.
    """
    # No prefix under the default name: the recorded splits of earlier releases have none.
    prefix = "" if population == DEFAULT_NAME else f"{population}/"
    if part == "test":
        if not (folder / part).is_dir():
            return []
        prefix += "test/"  # patients are numbered from 1 again there
    return list_part(folder / part, population, prefix)


def list_part(folder: Path, population: str = DEFAULT_NAME, prefix: str = "") -> list[Film]:
    """Return the films in ``folder/NORMAL`` and ``folder/PNEUMONIA``, sorted.

    ``prefix`` precedes the names of their patients.
    """
    return [_film(path, population, prefix) for name in CLASSES for path in class_films(folder / name)]


def _film(path: Path, population: str, prefix: str) -> Film:
    if match := _PERSON.match(path.name):
        kind: Kind = "bacteria" if match[2] == "bacteria" else "virus"
        return Film(path, prefix + match[1], kind, population, COHORT)
    if match := _NORMAL.match(path.name):
        return Film(path, prefix + match[1], "normal", population, COHORT)
    raise TrainingError(
        f"{path}: the file name does not contain the patient, so the split could leak; rename it"
    )
