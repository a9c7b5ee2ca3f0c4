"""Which films are listed, and whose they are."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from training.data.catalog import list_films, load_pixels, targets
from training.errors import TrainingError


def test_file_name_contains_patient_and_kind(data: Path) -> None:
    films = {film.path.name: film for film in list_films(data / "train")}
    assert (films["IM-0003-0001.jpeg"].patient, films["IM-0003-0001.jpeg"].kind) == ("IM-0003", "normal")
    assert (films["person4_bacteria_2.jpeg"].patient, films["person4_bacteria_2.jpeg"].kind) == (
        "person4",
        "bacteria",
    )
    assert films["person5_virus_1.jpeg"].target == 1


def test_duplicate_image_is_listed_once(data: Path) -> None:
    folder = data / "train" / "NORMAL"
    shutil.copy(folder / "IM-0001-0001.jpeg", folder / "IM-0099-0001.jpeg")
    names = [film.path.name for film in list_films(data / "train")]
    assert "IM-0001-0001.jpeg" in names
    assert "IM-0099-0001.jpeg" not in names


def test_pixels_are_those_of_the_served_model(data: Path) -> None:
    films = list_films(data / "test")
    pixels = load_pixels(films, 32)
    assert pixels.shape == (8, 32, 32, 1)
    assert pixels.dtype == np.uint8
    assert targets(films).tolist() == [0, 0, 0, 0, 1, 1, 1, 1]


def test_empty_class_folder_is_named(data: Path) -> None:
    shutil.rmtree(data / "train" / "NORMAL")
    with pytest.raises(TrainingError, match="NORMAL contains no films"):
        list_films(data / "train")


def test_unreadable_file_is_named(data: Path) -> None:
    films = list_films(data / "test")
    (data / "test" / "NORMAL" / "IM-0001-0001.jpeg").write_bytes(b"\xff\xd8\xff")
    with pytest.raises(TrainingError, match=r"1 of 8 films cannot be read: .*IM-0001-0001\.jpeg"):
        load_pixels(films, 32)


def test_file_name_without_patient_is_refused(data: Path) -> None:
    folder = data / "train" / "NORMAL"
    shutil.copy(folder / "IM-0001-0001.jpeg", folder / "scan.jpeg")
    with pytest.raises(TrainingError, match="does not contain the patient"):
        list_films(data / "train")
