"""Each data set as its adopters hold it: what counts as pneumonia, and whose films they are."""

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


def told(films: list[Film]) -> list[tuple[str, str, str]]:
    return [(film.path.name, film.group, film.kind) for film in films]


def test_nih_films_are_found_in_their_folders_and_other_findings_left_out(nih: Path) -> None:
    assert told(list_populations([str(nih)])) == [
        ("00000001_000.png", "nih/1", "pneumonia"),
        ("00000001_001.png", "nih/1", "normal"),
        ("00000003_000.png", "nih/3", "normal"),
    ]


def test_nih_films_in_a_single_folder_are_found_too(nih: Path) -> None:
    (nih / "images").mkdir()
    for path in nih.glob("images_*/images/*"):
        path.rename(nih / "images" / path.name)
    assert len(list_populations([str(nih)])) == 3


def test_the_test_list_of_nih_is_kept_apart(nih: Path) -> None:
    (nih / "test_list.txt").write_text("00000003_000.png\n")
    assert [film.path.name for film in nih_layout.list_films(nih, "nih", "test")] == ["00000003_000.png"]
    assert [film.group for film in list_populations([str(nih)])] == ["nih/1", "nih/1"]


def test_nih_images_that_are_missing_are_counted_and_the_first_is_named(nih: Path) -> None:
    for path in nih.glob("images_*/images/00000001_00*.png"):
        path.unlink()
    with pytest.raises(TrainingError, match=r"2 of 3 films .*Data_Entry.* missing, .*00000001_000\.png"):
        list_populations([str(nih)])


@pytest.mark.parametrize("column", ["Image Index", "Finding Labels", "Patient ID"])
def test_a_column_that_is_missing_is_named(nih: Path, column: str) -> None:
    table = nih / "Data_Entry_2017_v2020.csv"
    table.write_text(table.read_text().replace(column, "Something"))
    with pytest.raises(TrainingError, match=rf"{table.name} lacks the columns {column};"):
        list_populations([str(nih)])


def test_a_table_that_is_no_text_is_named(nih: Path) -> None:
    (nih / "Data_Entry_2017_v2020.csv").write_bytes(b"\xff\xfe\x00\xd8")
    with pytest.raises(TrainingError, match=r"Data_Entry_2017_v2020\.csv cannot be read as CSV"):
        list_populations([str(nih)])


def test_an_rsna_film_with_boxes_is_pneumonia_and_the_third_class_is_left_out(rsna: Path) -> None:
    films = rsna_layout.list_films(rsna, "rsna", "train")
    assert told(films) == [
        ("a-film.dcm", "rsna/a-film", "normal"),
        ("b-film.dcm", "rsna/b-film", "pneumonia"),
    ]
    assert rsna_layout.list_films(rsna, "rsna", "test") == []


def test_the_mapping_of_the_rsna_tells_the_patients_of_nih(rsna: Path) -> None:
    mapping = [
        {"subset_img_id": "a-film", "img_id": "00000003_000.png"},
        {"subset_img_id": "b-film", "img_id": "00000003_004.png"},
    ]
    (rsna / rsna_layout.MAPPING).write_text(json.dumps(mapping))
    assert [film.group for film in rsna_layout.list_films(rsna, "rsna", "train")] == ["nih/3", "nih/3"]


def test_without_the_mapping_the_user_is_told_what_that_means(
    rsna: Path, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        rsna_layout.list_films(rsna, "rsna", "train")
    assert "may stand on both sides of the split" in caplog.text


@pytest.mark.parametrize(
    "content", ["{", "[1]", '[{"subset_img_id": "a"}]', '[{"subset_img_id": 1, "img_id": 2}]']
)
def test_another_file_in_the_mappings_place_is_named(rsna: Path, content: str) -> None:
    (rsna / rsna_layout.MAPPING).write_text(content)
    with pytest.raises(TrainingError, match="is not the RSNA's mapping"):
        rsna_layout.list_films(rsna, "rsna", "train")


def test_rsna_films_that_are_missing_are_counted_and_the_first_is_named(rsna: Path) -> None:
    shutil.rmtree(rsna / "stage_2_train_images")
    with pytest.raises(TrainingError, match=r"2 of 2 films .* missing, .*a-film\.dcm"):
        list_populations([str(rsna)])


def test_the_table_of_classes_is_needed(rsna: Path) -> None:
    (rsna / "stage_2_detailed_class_info.csv").unlink()
    with pytest.raises(TrainingError, match=r"stage_2_detailed_class_info\.csv cannot be read"):
        list_populations([str(rsna)])


def test_a_target_that_is_no_target_is_named(rsna: Path) -> None:
    table = rsna / "stage_2_train_labels.csv"
    table.write_text(table.read_text().replace(",0\n", ",maybe\n").replace(",0\r\n", ",maybe\r\n"))
    with pytest.raises(TrainingError, match="Target 'maybe' for a-film"):
        list_populations([str(rsna)])


def test_in_two_folders_the_table_tells_the_patient(clinic: Path) -> None:
    assert told(list_populations([str(clinic)])) == [
        ("a.png", "clinic/7", "normal"),
        ("d.png", "clinic/9", "normal"),
        ("b.png", "clinic/7", "pneumonia"),
        ("c.png", "clinic/8", "pneumonia"),
    ]
    assert folders.list_films(clinic, "clinic", "test") == []


def test_a_film_of_no_known_patient_is_told_because_the_split_could_leak(
    clinic: Path, draw_film: Callable[[Path], None]
) -> None:
    draw_film(clinic / "NORMAL" / "late.png")
    with pytest.raises(TrainingError, match=r"does not tell the patient of 1 films, .*late\.png"):
        list_populations([str(clinic)])


@pytest.mark.parametrize("row", [("NORMAL/a.png", " "), ("a.png", "7"), ("OTHER/a.png", "7")])
def test_a_row_of_no_class_or_patient_is_named(clinic: Path, row: tuple[str, str]) -> None:
    with (clinic / "metadata.csv").open("a", newline="") as file:
        csv.writer(file).writerow(row)
    with pytest.raises(TrainingError, match=rf"metadata\.csv has a row with file '{row[0]}'"):
        list_populations([str(clinic)])


def test_an_empty_class_folder_beside_a_table_is_named(clinic: Path) -> None:
    for path in (clinic / "NORMAL").iterdir():
        path.unlink()
    (clinic / "metadata.csv").write_text("file,patient\nPNEUMONIA/b.png,7\nPNEUMONIA/c.png,8\n")
    with pytest.raises(TrainingError, match="NORMAL holds no films"):
        list_populations([str(clinic)])
