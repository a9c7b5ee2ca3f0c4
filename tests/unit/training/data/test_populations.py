"""Several data sets at once: what they are called, and what is said of one that cannot be used."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from training.data.catalog import fingerprint, list_films, list_patients, list_populations
from training.data.datasets.rsna import MAPPING
from training.data.split import split
from training.errors import TrainingError


def test_each_film_says_of_which_population_it_is(data: Path, nih: Path, clinic: Path) -> None:
    films = list_populations([str(data), str(nih), f"ours={clinic}"])
    assert [film.population for film in films] == ["kaggle"] * 80 + ["nih"] * 3 + ["ours"] * 4
    assert {film.group for film in films if film.population == "ours"} == {"ours/7", "ours/8", "ours/9"}


def test_the_kaggle_folders_are_listed_as_alone(data: Path) -> None:
    assert list_populations([str(data)]) == list_films(data / "train")


def test_a_folder_with_an_equals_sign_in_its_name_needs_no_name(clinic: Path) -> None:
    folder = clinic.rename(clinic.parent / "year=2026")
    assert list_populations([str(folder)])[0].population == "year=2026"
    assert list_populations([f"ours={folder}"])[0].population == "ours"


def test_the_same_number_is_not_the_same_patient_in_another_population(data: Path) -> None:
    shutil.copytree(data / "test", data / "second" / "train")
    films = list_populations([str(data), f"second={data / 'second'}"])
    groups = [{film.group for film in films if film.population == name} for name in ("kaggle", "second")]
    assert groups[0].isdisjoint(groups[1])
    assert len(groups[1]) == 4


def test_published_test_films_come_as_they_are_and_are_nobodys_of_train(data: Path) -> None:
    twice = data / "test" / "NORMAL"
    shutil.copy(twice / "IM-0001-0001.jpeg", twice / "IM-0009-0001.jpeg")
    test = list_populations([str(data)], "test")
    assert len(test) == 9
    assert {film.group for film in test}.isdisjoint(film.group for film in list_populations([str(data)]))


def test_a_patient_of_one_populations_test_films_is_not_learned_from_in_another(
    nih: Path, rsna: Path, draw_film: Callable[[Path], None]
) -> None:
    (nih / "test_list.txt").write_text("00000003_000.png\n")
    mapping = [{"subset_img_id": "a-film", "img_id": "00000003_005.png"}]
    (rsna / MAPPING).write_text(json.dumps(mapping))
    for film in (rsna / "stage_2_train_images").iterdir():
        film.unlink()
        draw_film(film.with_suffix(".png"))
        film.with_suffix(".png").rename(film)
    films = list_populations([str(nih), str(rsna)])
    assert {film.path.name for film in films if film.population == "rsna"} == {"b-film.dcm"}
    assert list_patients([str(nih), str(rsna)]) == {"nih/1", "rsna/b-film"}


def test_a_population_without_test_films_has_none(data: Path, clinic: Path) -> None:
    shutil.rmtree(data / "test")
    assert list_populations([str(data), str(clinic)], "test") == []


def test_a_picture_that_two_populations_hold_counts_once(data: Path, clinic: Path) -> None:
    shutil.copy(data / "train" / "NORMAL" / "IM-0001-0001.jpeg", clinic / "NORMAL" / "a.png")
    films = list_populations([str(data), str(clinic)])
    assert [film.path.name for film in films if film.population == "clinic"] == ["d.png", "b.png", "c.png"]


def test_two_populations_of_one_name_are_told_apart_by_the_user(data: Path) -> None:
    with pytest.raises(TrainingError, match=r"two --data are called 'kaggle'; give one as NAME="):
        list_populations([str(data), str(data)])


@pytest.mark.parametrize("spec", ["nowhere", "ours=nowhere"])
def test_a_folder_that_is_not_there_is_named(spec: str) -> None:
    with pytest.raises(TrainingError, match=f"--data {spec}: nowhere is no folder"):
        list_populations([spec])


@pytest.mark.parametrize("option", ["--adults", "--measure"])
def test_the_option_that_named_a_folder_is_told(option: str, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=f"^{option} nowhere: nowhere is no folder"):
        list_populations(["nowhere"], option=option)
    with pytest.raises(TrainingError, match=f"^{option} {tmp_path}: .*no known layout"):
        list_populations([str(tmp_path)], option=option)


@pytest.mark.parametrize("name", ["", "a b", "a/b", "ä\n"])
def test_a_name_that_would_not_do_as_one_is_refused(clinic: Path, name: str) -> None:
    with pytest.raises(TrainingError, match="a population is called by letters"):
        list_populations([f"{name}={clinic}"])


def test_of_an_unknown_layout_the_known_ones_are_said(tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"no known layout.*Data_Entry.*stage_2.*metadata\.csv.*Kaggle"):
        list_populations([str(tmp_path)])


def test_films_of_one_class_only_are_refused(clinic: Path, nih: Path) -> None:
    table = nih / "Data_Entry_2017_v2020.csv"
    table.write_text(table.read_text().replace("|Pneumonia", "|Mass"))
    with pytest.raises(TrainingError, match=r"chestxray14 holds films of one class only \(normal\)"):
        list_populations([str(clinic), str(nih)])


def test_a_table_of_nothing_that_counts_is_refused(nih: Path) -> None:
    table = nih / "Data_Entry_2017_v2020.csv"
    table.write_text(table.read_text().splitlines()[0] + "\n")
    with pytest.raises(TrainingError, match="tells of no film that is normal or pneumonia"):
        list_populations([str(nih)])


def test_unreadable_films_are_counted_and_five_are_named(data: Path) -> None:
    spoilt = sorted((data / "train" / "NORMAL").iterdir())[:7]
    for path in spoilt:
        path.write_bytes(b"\xff\xd8\xff")
    with pytest.raises(TrainingError) as told:
        list_populations([str(data)])
    assert str(told.value).startswith("7 of 80 films cannot be read: ")
    assert [str(path) in str(told.value) for path in spoilt] == [True] * 5 + [False] * 2


def test_a_population_is_split_alike_whether_others_are_beside_it(data: Path, clinic: Path) -> None:
    alone = split(list_populations([str(data)]), seed=3)
    beside = split(list_populations([str(clinic), str(data)]), seed=3)
    for part, films in alone.items():
        assert [film for film in beside[part] if film.population == "kaggle"] == films


def test_the_fingerprint_tells_content_name_and_population_but_not_order(clinic: Path) -> None:
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
