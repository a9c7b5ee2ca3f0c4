"""NIH ChestX-ray14 (Wang et al. 2017): one table, and images in one folder or in twelve.

Paper: doi:10.1109/CVPR.2017.369. Data: https://nihcc.app.box.com/v/ChestXray-NIHCC, free use with
attribution. Films with "Pneumonia" among their labels count as pneumonia, films of "No Finding" as
normal. Films with other findings only are left out.
"""

from pathlib import Path

from training.data.datasets.csv_table import read_table, require_files
from training.data.labelled_film import Film, Kind, Part
from training.errors import TrainingError

DEFAULT_NAME = "nih"
LAYOUT = "Data_Entry_2017*.csv and images/ or images_001/images/ and so on, as NIH ChestX-ray14 has them"

_COLUMNS = ("Image Index", "Finding Labels", "Patient ID")
_IMAGE_FOLDERS = ("images", "images_*", "images_*/images")
_TEST_LIST = "test_list.txt"


def recognizes(folder: Path) -> bool:
    """Return whether ``folder`` has the table of findings."""
    return bool(_tables(folder))


def list_films(folder: Path, population: str, part: Part) -> list[Film]:
    """Return the films in the table's order. ``test_list.txt``, if present, lists the test part.

    Raise TrainingError if the table lacks a column, or images of the table are missing.
    """
    table = _tables(folder)[-1]  # the last by name: the corrected table of 2020, if both are present
    images, test = _images(folder), _test_images(folder)
    films = []
    for row in read_table(table, _COLUMNS):
        kind, name = _kind(row["Finding Labels"]), row["Image Index"]
        if kind and (name in test) == (part == "test"):
            path = images.get(name, folder / "images" / name)
            films.append(Film(path, patient_name(row["Patient ID"]), kind, population))
    require_files(films, table)
    return films


def patient_name(number: str) -> str:
    """Return the name of a patient of this archive. It does not depend on the population's name."""
    return f"nih/{number.strip().lstrip('0')}"


def _tables(folder: Path) -> list[Path]:
    return sorted(folder.glob("Data_Entry_2017*.csv"))


def _images(folder: Path) -> dict[str, Path]:
    return {path.name: path for place in _IMAGE_FOLDERS for path in folder.glob(f"{place}/*.*")}


def _test_images(folder: Path) -> set[str]:
    path = folder / _TEST_LIST
    try:
        return set(path.read_text().split()) if path.exists() else set()
    except (OSError, UnicodeDecodeError) as e:
        raise TrainingError(f"{path} cannot be read ({e}); fetch it again") from e


def _kind(labels: str) -> Kind | None:
    found = labels.split("|")
    if "Pneumonia" in found:
        return "pneumonia"
    return "normal" if found == ["No Finding"] else None
