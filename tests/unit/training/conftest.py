"""Datasets in each known layout, with films of noise."""

import csv
from collections.abc import Callable, Iterable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.support.training.films import film


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """Kaggle's layout: ``train`` with 32 patients of two films, half of them normal, ``test`` with four.

    A series has eight numbers: too few for held-out ones.
    """
    random = np.random.default_rng(0)
    for part, patients in (("train", 16), ("test", 2)):
        for name in ("NORMAL", "PNEUMONIA"):
            (tmp_path / part / name).mkdir(parents=True)
        for patient in range(1, patients + 1):
            series = "IM" if patient <= 8 else "NORMAL2-IM"
            kind = "virus" if patient % 2 else "bacteria"
            for number in (1, 2):
                for ill, name in enumerate(
                    (
                        f"NORMAL/{series}-{patient:04}-{number:04}.jpeg",
                        f"PNEUMONIA/person{patient}_{kind}_{number}.jpeg",
                    )
                ):
                    film(bool(ill), random).save(tmp_path / part / name)
    return tmp_path


@pytest.fixture
def screening(tmp_path: Path) -> Path:
    """The folder of a screening network that finds two lungs on every film."""
    # TensorFlow takes seconds to import, and few tests need it.
    from tests.support.training.screening import write_screening  # noqa: PLC0415

    return write_screening(tmp_path / "screening")


@pytest.fixture
def write_film() -> Callable[[Path], None]:
    """Return a function that writes a new film of noise, and makes its folder."""
    random = np.random.default_rng(1)

    def write(path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(random.integers(0, 255, (64, 64), np.uint8)).save(path)

    return write


@pytest.fixture
def non_chest(tmp_path: Path) -> Path:
    """Six images that are not chest films, in a folder with a name."""
    random = np.random.default_rng(2)
    for number in range(6):
        path = tmp_path / "non_chest" / "photo" / f"{number}.png"
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(random.integers(0, 256, (90, 80), np.uint8)).save(path)
    return tmp_path / "non_chest"


@pytest.fixture
def nih(tmp_path: Path, write_film: Callable[[Path], None]) -> Path:
    """NIH ChestX-ray14: three patients, one with two films, in two folders; one film has another finding."""
    folder = tmp_path / "chestxray14"
    rows = {
        "00000001_000.png": ("Cardiomegaly|Pneumonia", "1"),
        "00000001_001.png": ("No Finding", "1"),
        "00000002_000.png": ("Hernia", "2"),
        "00000003_000.png": ("No Finding", "3"),
    }
    for number, name in enumerate(rows):
        write_film(folder / f"images_00{number % 2 + 1}" / "images" / name)
    write_table(
        folder / "Data_Entry_2017_v2020.csv",
        ("Image Index", "Finding Labels", "Follow-up #", "Patient ID", "Patient Age", "View Position"),
        ((name, labels, "0", patient, "58", "PA") for name, (labels, patient) in rows.items()),
    )
    return folder


@pytest.fixture
def rsna(tmp_path: Path) -> Path:
    """The RSNA challenge: a film with two boxes, a normal film, a third class. The files are empty."""
    folder = tmp_path / "stage_2"
    classes = {"b-film": "Lung Opacity", "a-film": "Normal", "c-film": "No Lung Opacity / Not Normal"}
    (folder / "stage_2_train_images").mkdir(parents=True)
    for name in classes:
        (folder / "stage_2_train_images" / f"{name}.dcm").touch()
    boxes = [
        ("b-film", "264.0", "152.0", "213.0", "379.0", "1"),
        ("b-film", "562.0", "152.0", "256.0", "453.0", "1"),
        ("a-film", "", "", "", "", "0"),
        ("c-film", "", "", "", "", "0"),
    ]
    columns = ("patientId", "x", "y", "width", "height", "Target")
    write_table(folder / "stage_2_train_labels.csv", columns, boxes)
    write_table(folder / "stage_2_detailed_class_info.csv", ("patientId", "class"), classes.items())
    return folder


@pytest.fixture
def clinic(tmp_path: Path, write_film: Callable[[Path], None]) -> Path:
    """Two class folders and metadata.csv: three patients, one with a film in each folder."""
    folder = tmp_path / "clinic"
    rows = [("NORMAL/a.png", "7"), ("PNEUMONIA/b.png", "7"), ("PNEUMONIA/c.png", "8"), ("NORMAL/d.png", "9")]
    for file, _ in rows:
        write_film(folder / file)
    write_table(folder / "metadata.csv", ("file", "patient"), rows)
    return folder


def write_table(path: Path, columns: Iterable[str], rows: Iterable[Iterable[str]]) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(rows)
