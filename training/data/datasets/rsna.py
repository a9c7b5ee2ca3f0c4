"""The RSNA Pneumonia Detection Challenge of 2018: DICOM films, boxes and classes.

Films with a box (Target 1) count as pneumonia, films of the class "Normal" as normal. The third
class, "No Lung Opacity / Not Normal", is left out: those lungs are ill, but not with this. The
labels of the challenge's own test films were never published, so there is no test part.

The films are of NIH ChestX-ray14, and a ``patientId`` names a film, not a patient. Who the patients
are stands in a file that the RSNA publishes beside the data set.
"""

import json
import logging
from pathlib import Path

from training.data.datasets.csv_table import read_table, require_files
from training.data.datasets.nih import patient_group
from training.data.labelled_film import Film, Kind, Part
from training.errors import TrainingError

DEFAULT_NAME = "rsna"
LOOK = (
    "stage_2_train_labels.csv, stage_2_detailed_class_info.csv and stage_2_train_images/, "
    "as the RSNA challenge has them"
)

MAPPING = "pneumonia-challenge-dataset-mappings_2018.json"

_LABELS, _CLASSES = "stage_2_train_labels.csv", "stage_2_detailed_class_info.csv"

log = logging.getLogger(__name__)


def recognizes(folder: Path) -> bool:
    """By the table of boxes."""
    return (folder / _LABELS).is_file()


def list_films(folder: Path, population: str, part: Part) -> list[Film]:
    """The films in the order of their identifiers, by patient where MAPPING lies in ``folder``.

    Raises TrainingError where a table lacks a column or films that it names are missing.
    """
    if part == "test":
        return []
    groups = _groups(folder)
    films = [
        Film(
            folder / "stage_2_train_images" / f"{name}.dcm",
            groups.get(name, f"{population}/{name}"),
            kind,
            population,
        )
        for name, kind in sorted(_kinds(folder).items())
    ]
    require_files(films, folder / _LABELS)
    return films


def _kinds(folder: Path) -> dict[str, Kind]:
    """What each film shows that is one or the other; there is a row for each of its boxes."""
    labels = read_table(folder / _LABELS, ("patientId", "Target"))
    classes = read_table(folder / _CLASSES, ("patientId", "class"))
    kinds: dict[str, Kind] = {row["patientId"]: "normal" for row in classes if row["class"] == "Normal"}
    for row in labels:
        if row["Target"] not in ("0", "1"):
            raise TrainingError(
                f"{folder / _LABELS} has the Target '{row['Target']}' for {row['patientId']}; it is 0 or 1"
            )
        if row["Target"] == "1":
            kinds[row["patientId"]] = "pneumonia"
    labelled = {row["patientId"] for row in labels}
    return {name: kind for name, kind in kinds.items() if name in labelled}


def _groups(folder: Path) -> dict[str, str]:
    path = folder / MAPPING
    if not path.exists():
        log.warning(
            "%s is not there: films of one patient cannot be told, and may stand on both sides of the split, "
            "with those of NIH ChestX-ray14 too; the RSNA publishes it beside the challenge",
            path,
        )
        return {}
    try:
        entries = json.loads(path.read_text())
        return {e["subset_img_id"]: patient_group(e["img_id"].partition("_")[0]) for e in entries}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as e:
        raise TrainingError(f"{path} is not the RSNA's mapping ({e}); fetch it again") from e
