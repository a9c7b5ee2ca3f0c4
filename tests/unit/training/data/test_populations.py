"""Several datasets at once: their names, and the errors about one that cannot be used."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from training.data.catalog import fingerprint, list_films, list_patients, list_populations
from training.data.datasets.rsna import MAPPING
from training.data.split.parts import split
from training.errors import TrainingError


def test_films_have_their_population(data: Path, nih: Path, clinic: Path) -> None:
    films = list_populations([str(data), str(nih), f"ours={clinic}"])
    assert [film.population for film in films] == ["kaggle"] * 64 + ["nih"] * 3 + ["ours"] * 4
    assert {film.patient for film in films if film.population == "ours"} == {"ours/7", "ours/8", "ours/9"}


def test_kaggle_folders_are_listed_as_a_population(data: Path) -> None:
    assert list_populations([str(data)]) == list_films(data / "train")


def test_folder_with_an_equals_sign_needs_no_name(clinic: Path) -> None:
    folder = clinic.rename(clinic.parent / "year=2026")
    assert list_populations([str(folder)])[0].population == "year=2026"
    assert list_populations([f"ours={folder}"])[0].population == "ours"


def test_equal_numbers_in_two_populations_are_two_patients(data: Path) -> None:
    shutil.copytree(data / "test", data / "second" / "train")
    films = list_populations([str(data), f"second={data / 'second'}"])
    groups = [{film.patient for film in films if film.population == name} for name in ("kaggle", "second")]
    assert groups[0].isdisjoint(groups[1])
    assert len(groups[1]) == 4


def test_published_test_films_keep_duplicates_and_share_no_patient(data: Path) -> None:
    twice = data / "test" / "NORMAL"
    shutil.copy(twice / "IM-0001-0001.jpeg", twice / "IM-0009-0001.jpeg")
    test = list_populations([str(data)], "test")
    assert len(test) == 9
    assert {film.patient for film in test}.isdisjoint(film.patient for film in list_populations([str(data)]))


def test_test_patients_of_one_population_are_not_trained_on_in_another(
    nih: Path, rsna: Path, write_film: Callable[[Path], None]
) -> None:
    (nih / "test_list.txt").write_text("00000003_000.png\n")
    mapping = [{"subset_img_id": "a-film", "img_id": "00000003_005.png"}]
    (rsna / MAPPING).write_text(json.dumps(mapping))
    for film in (rsna / "stage_2_train_images").iterdir():
        film.unlink()
        write_film(film.with_suffix(".png"))
        film.with_suffix(".png").rename(film)
    films = list_populations([str(nih), str(rsna)])
    assert {film.path.name for film in films if film.population == "rsna"} == {"b-film.dcm"}
    assert list_patients([str(nih), str(rsna)]) == {"nih/1", "rsna/b-film"}


def test_population_without_test_part_adds_no_test_films(data: Path, clinic: Path) -> None:
    shutil.rmtree(data / "test")
    assert list_populations([str(data), str(clinic)], "test") == []


def test_image_in_two_populations_is_listed_once(data: Path, clinic: Path) -> None:
    shutil.copy(data / "train" / "NORMAL" / "IM-0001-0001.jpeg", clinic / "NORMAL" / "a.png")
    films = list_populations([str(data), str(clinic)])
    assert [film.path.name for film in films if film.population == "clinic"] == ["d.png", "b.png", "c.png"]


def test_two_populations_with_one_name_are_refused(data: Path) -> None:
    with pytest.raises(TrainingError, match=r"two --data have the name 'kaggle'; give one as NAME="):
        list_populations([str(data), str(data)])


@pytest.mark.parametrize("spec", ["nowhere", "ours=nowhere"])
def test_missing_folder_is_named(spec: str) -> None:
    with pytest.raises(TrainingError, match=f"--data {spec}: nowhere is no folder"):
        list_populations([spec])


@pytest.mark.parametrize("option", ["--data", "--measure"])
def test_error_names_the_option_of_a_folder(option: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=f"^{option} nowhere: nowhere is no folder"):
        list_populations(["nowhere"], option=option)
    with pytest.raises(TrainingError, match=f"^{option} {tmp_path}: .*no known layout"):
        list_populations([str(tmp_path)], option=option)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä\n"])
def test_invalid_population_name_is_refused(clinic: Path, name: str) -> None:
    with pytest.raises(TrainingError, match="a population's name has letters"):
        list_populations([f"{name}={clinic}"])


def test_unknown_layout_error_lists_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no known layout.*Data_Entry.*stage_2.*metadata\.csv.*Kaggle"):
        list_populations([str(tmp_path)])


def test_population_of_one_class_is_refused(clinic: Path, nih: Path) -> None:
    table = nih / "Data_Entry_2017_v2020.csv"
    table.write_text(table.read_text().replace("|Pneumonia", "|Mass"))
    with pytest.raises(TrainingError, match=r"chestxray14 contains films of one class only \(normal\)"):
        list_populations([str(clinic), str(nih)])


def test_table_without_normal_or_pneumonia_is_refused(nih: Path) -> None:
    table = nih / "Data_Entry_2017_v2020.csv"
    table.write_text(table.read_text().splitlines()[0] + "\n")
    with pytest.raises(TrainingError, match="contains no film labelled normal or pneumonia"):
        list_populations([str(nih)])


def test_unreadable_films_are_counted_and_five_are_named(data: Path) -> None:
    corrupted = sorted((data / "train" / "NORMAL").iterdir())[:7]
    for path in corrupted:
        path.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(TrainingError) as error:
        list_populations([str(data)])
    assert str(error.value).startswith("7 of 64 films cannot be read: ")
    assert [str(path) in str(error.value) for path in corrupted] == [True] * 5 + [False] * 2


def test_split_of_a_population_does_not_depend_on_others(data: Path, clinic: Path) -> None:
    alone = split(list_populations([str(data)]), seed=3)
    beside = split(list_populations([str(clinic), str(data)]), seed=3)
    for part, films in alone.items():
        assert [film for film in beside[part] if film.population == "kaggle"] == films


def test_fingerprint_depends_on_content_name_and_population_not_order(clinic: Path) -> None:
    films = list_populations([str(clinic)])
    known = fingerprint(films)
    assert fingerprint(films[::-1]) == known
    assert fingerprint(list_populations([f"ours={clinic}"])) != known
    content = films[0].path.read_bytes()
    films[0].path.write_bytes(content + b"\0")
    assert fingerprint(films) != known
    films[0].path.write_bytes(content)
    assert fingerprint(films) == known
    films[0].path.unlink()
    with pytest.raises(TrainingError, match=r"1 of 4 films cannot be read: .*a\.png"):
        fingerprint(films)
