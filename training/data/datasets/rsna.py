"""The RSNA Pneumonia Detection Challenge of 2018: DICOM films, boxes and classes.

Paper: Shih et al. 2019, doi:10.1148/ryai.2019180041. Data:
https://www.kaggle.com/competitions/rsna-pneumonia-detection-challenge, under the rules of the challenge.

Films with a box (Target 1) count as pneumonia, films of the class "Normal" as normal. The third class,
"No Lung Opacity / Not Normal", is left out: those lungs have another disease. The labels of the
challenge's own test films were never published, so there is no test part.

The films are from NIH ChestX-ray14, and a ``patientId`` names a film, not a patient. The RSNA publishes
the patients in a separate file, ``MAPPING``.
"""

import json
import logging
from pathlib import Path

from training.data.datasets.csv_table import read_table, require_files
from training.data.datasets.nih import patient_name
from training.data.labelled_film import Film, Kind, Part
from training.errors import TrainingError

DEFAULT_NAME = "rsna"
LAYOUT = (
    "stage_2_train_labels.csv, stage_2_detailed_class_info.csv and stage_2_train_images/, "
    "as the RSNA challenge has them"
)

MAPPING = "pneumonia-challenge-dataset-mappings_2018.json"

_LABELS, _CLASSES = "stage_2_train_labels.csv", "stage_2_detailed_class_info.csv"

log = logging.getLogger(__name__)


def recognizes(folder: Path) -> bool:
    """Return whether ``folder`` has the table of boxes."""
    return (folder / _LABELS).is_file()


def list_films(folder: Path, population: str, part: Part) -> list[Film]:
    """Return the films in the order of their identifiers, by patient if ``folder`` has MAPPING.

    Raise TrainingError if a table lacks a column, or films of a table are missing.
    """
    if part == "test":
        return []
    patients = _patients(folder)
    films = [
        Film(
            folder / "stage_2_train_images" / f"{name}.dcm",
            patients.get(name, f"{population}/{name}"),
            kind,
            population,
        )
        for name, kind in sorted(_kinds(folder).items())
    ]
    require_files(films, folder / _LABELS)
    return films


def _kinds(folder: Path) -> dict[str, Kind]:
    """Return the kind of each film that is normal or pneumonia. The table has a row for each box."""
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


def _patients(folder: Path) -> dict[str, str]:
    path = folder / MAPPING
    if not path.exists():
        log.warning(
            "%s is missing, so the patients are unknown: films of one patient may be on both sides of the "
            "split, and in NIH ChestX-ray14 too; the RSNA publishes the file beside the challenge",
            path,
        )
        return {}
    try:
        entries = json.loads(path.read_text())
        return {e["subset_img_id"]: patient_name(e["img_id"].partition("_")[0]) for e in entries}
    except (OSError, ValueError, LookupError, TypeError, AttributeError) as e:
        raise TrainingError(f"{path} is not the RSNA's mapping ({e}); fetch it again") from e
