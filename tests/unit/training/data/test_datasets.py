"""Each dataset layout: the films that count as pneumonia or normal, and their patients."""

import csv
import json
import logging
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from training.data.catalog import list_populations
from training.data.datasets import folders
from training.data.datasets import nih as nih_layout
from training.data.datasets import rsna as rsna_layout
from training.data.labelled_film import Film
from training.errors import TrainingError


def labels(films: list[Film]) -> list[tuple[str, str, str]]:
    return [(film.path.name, film.patient, film.kind) for film in films]


def test_nih_films_with_other_findings_are_left_out(nih: Path) -> None:
    assert labels(list_populations([str(nih)])) == [
        ("00000001_000.png", "nih/1", "pneumonia"),
        ("00000001_001.png", "nih/1", "normal"),
        ("00000003_000.png", "nih/3", "normal"),
    ]


def test_nih_films_in_a_single_folder_are_found(nih: Path) -> None:
    (nih / "images").mkdir()
    for path in nih.glob("images_*/images/*"):
        path.rename(nih / "images" / path.name)
    assert len(list_populations([str(nih)])) == 3


def test_nih_test_list_is_kept_apart(nih: Path) -> None:
    (nih / "test_list.txt").write_text("00000003_000.png\n")
    assert [film.path.name for film in nih_layout.list_films(nih, "nih", "test")] == ["00000003_000.png"]
    assert [film.patient for film in list_populations([str(nih)])] == ["nih/1", "nih/1"]


def test_missing_nih_images_are_counted_and_the_first_is_named(nih: Path) -> None:
    for path in nih.glob("images_*/images/00000001_00*.png"):
        path.unlink()
    with pytest.raises(TrainingError, match=r"2 of 3 films .*Data_Entry.* missing, .*00000001_000\.png"):
        list_populations([str(nih)])


@pytest.mark.parametrize("column", ["Image Index", "Finding Labels", "Patient ID"])
def test_missing_column_is_named(nih: Path, column: str) -> None:
    table = nih / "Data_Entry_2017_v2020.csv"
    table.write_text(table.read_text().replace(column, "Something"))
    with pytest.raises(TrainingError, match=rf"{table.name} lacks the columns {column};"):
        list_populations([str(nih)])


def test_binary_table_is_named(nih: Path) -> None:
    (nih / "Data_Entry_2017_v2020.csv").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(TrainingError, match=r"Data_Entry_2017_v2020\.csv cannot be read as CSV"):
        list_populations([str(nih)])


def test_rsna_film_with_boxes_is_pneumonia_and_third_class_is_left_out(rsna: Path) -> None:
    films = rsna_layout.list_films(rsna, "rsna", "train")
    assert labels(films) == [
        ("a-film.dcm", "rsna/a-film", "normal"),
        ("b-film.dcm", "rsna/b-film", "pneumonia"),
    ]
    assert rsna_layout.list_films(rsna, "rsna", "test") == []


def test_rsna_mapping_contains_the_patients_of_nih(rsna: Path) -> None:
    mapping = [
        {"subset_img_id": "a-film", "img_id": "00000003_000.png"},
        {"subset_img_id": "b-film", "img_id": "00000003_004.png"},
    ]
    (rsna / rsna_layout.MAPPING).write_text(json.dumps(mapping))
    assert [film.patient for film in rsna_layout.list_films(rsna, "rsna", "train")] == ["nih/3", "nih/3"]


def test_missing_rsna_mapping_logs_its_consequence(rsna: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        rsna_layout.list_films(rsna, "rsna", "train")
    assert "may be on both sides of the split" in caplog.text


@pytest.mark.parametrize(
    "content", ["{", "[1]", '[{"subset_img_id": "a"}]', '[{"subset_img_id": 1, "img_id": 2}]']
)
def test_invalid_mapping_is_named(rsna: Path, content: str) -> None:
    (rsna / rsna_layout.MAPPING).write_text(content)
    with pytest.raises(TrainingError, match="is not the RSNA's mapping"):
        rsna_layout.list_films(rsna, "rsna", "train")


def test_missing_rsna_films_are_counted_and_the_first_is_named(rsna: Path) -> None:
    shutil.rmtree(rsna / "stage_2_train_images")
    with pytest.raises(TrainingError, match=r"2 of 2 films .* missing, .*a-film\.dcm"):
        list_populations([str(rsna)])


def test_rsna_table_of_classes_is_required(rsna: Path) -> None:
    (rsna / "stage_2_detailed_class_info.csv").unlink()
    with pytest.raises(TrainingError, match=r"stage_2_detailed_class_info\.csv cannot be read"):
        list_populations([str(rsna)])


def test_invalid_target_is_named(rsna: Path) -> None:
    table = rsna / "stage_2_train_labels.csv"
    table.write_text(table.read_text().replace(",0\n", ",maybe\n").replace(",0\r\n", ",maybe\r\n"))
    with pytest.raises(TrainingError, match="Target 'maybe' for a-film"):
        list_populations([str(rsna)])


def test_metadata_table_contains_the_patients(clinic: Path) -> None:
    assert labels(list_populations([str(clinic)])) == [
        ("a.png", "clinic/7", "normal"),
        ("d.png", "clinic/9", "normal"),
        ("b.png", "clinic/7", "pneumonia"),
        ("c.png", "clinic/8", "pneumonia"),
    ]
    assert folders.list_films(clinic, "clinic", "test") == []


def test_film_without_patient_is_named(clinic: Path, write_film: Callable[[Path], None]) -> None:
    write_film(clinic / "NORMAL" / "late.png")
    with pytest.raises(TrainingError, match=r"lacks the patient of 1 films, .*late\.png"):
        list_populations([str(clinic)])


@pytest.mark.parametrize("row", [("NORMAL/a.png", " "), ("a.png", "7"), ("OTHER/a.png", "7")])
def test_row_without_class_or_patient_is_named(clinic: Path, row: tuple[str, str]) -> None:
    with (clinic / "metadata.csv").open("a", newline="") as file:
        csv.writer(file).writerow(row)
    with pytest.raises(TrainingError, match=rf"metadata\.csv has a row with file '{row[0]}'"):
        list_populations([str(clinic)])


def test_empty_class_folder_beside_a_table_is_named(clinic: Path) -> None:
    for path in (clinic / "NORMAL").iterdir():
        path.unlink()
    (clinic / "metadata.csv").write_text("file,patient\nPNEUMONIA/b.png,7\nPNEUMONIA/c.png,8\n")
    with pytest.raises(TrainingError, match="NORMAL contains no films"):
        list_populations([str(clinic)])
