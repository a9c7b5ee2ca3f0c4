"""Half of the pictures of each source is held out, by patient where the patient is known."""

from collections.abc import Callable
from pathlib import Path

import pytest

from training.errors import TrainingError
from training.screening.films.sources import ScopeSet, load_non_chest, load_others
from training.screening.record import RECORD, check_record, write_record

OTHER_PICTURES = r"--non-chest and --other-population are not those of .*other_pictures\.csv; give the same"


@pytest.fixture
def ward(tmp_path: Path, write_film: Callable[[Path], None]) -> Path:
    """A folder with eight films, and no labels or patients."""
    for number in range(8):
        write_film(tmp_path / "ward" / "deep" / f"{number}.png")
    return tmp_path / "ward"


def test_half_of_each_population_is_held_out(clinic: Path, ward: Path) -> None:
    scope_set = load_others([f"town={clinic}", str(ward)], seed=7)
    assert {*scope_set.train} == {*scope_set.holdout} == {"town", "ward"}
    assert len(scope_set.train["ward"].files) == len(scope_set.holdout["ward"].files) == 4
    assert len(scope_set.train["town"].files) + len(scope_set.holdout["town"].files) == 4
    assert scope_set.train["ward"].squares.shape == (4, 224, 224)


def test_no_patient_is_in_both_halves(clinic: Path) -> None:
    for seed in range(5):
        train = {*load_others([str(clinic)], seed).train["clinic"].files}
        assert len(train & {"NORMAL/a.png", "PNEUMONIA/b.png"}) in {0, 2}, "both are of patient 7"


def test_incomplete_population_is_not_read_without_its_patients(clinic: Path) -> None:
    (clinic / "NORMAL" / "a.png").unlink()
    with pytest.raises(TrainingError, match=r"1 of 4 films that .*metadata\.csv names are missing"):
        load_others([str(clinic)], seed=7)


def test_population_that_is_left_out_is_only_measured(clinic: Path, ward: Path) -> None:
    scope_set = load_others([str(clinic), str(ward)], seed=7, left_out="ward")
    assert {*scope_set.train} == {"clinic"}
    assert len(scope_set.holdout["ward"].files) == 8
    same = load_others([str(clinic), str(ward)], seed=7)
    assert same.holdout["clinic"].files == scope_set.holdout["clinic"].files


def test_other_pictures_are_counted_by_their_folder(
    non_chest: Path, write_film: Callable[[Path], None]
) -> None:
    for number in range(4):
        write_film(non_chest / f"{number}.png")
    scope_set = load_non_chest(non_chest, seed=7)
    sizes = [
        {name: len(one.files) for name, one in half.items()} for half in (scope_set.train, scope_set.holdout)
    ]
    assert {name: sum(half[name] for half in sizes) for name in sizes[0]} == {"photo": 6, "unsorted": 4}


def test_copy_of_a_picture_to_train_on_is_not_held_out(non_chest: Path) -> None:
    for number in range(6):
        image = (non_chest / "photo" / f"{number}.png").read_bytes()
        (non_chest / "photo" / f"copy{number}.png").write_bytes(image)
    scope_set = load_non_chest(non_chest, 7)
    train, holdout = (
        {square.tobytes() for square in half["photo"].squares}
        for half in (scope_set.train, scope_set.holdout)
    )
    assert train
    assert holdout
    assert not train & holdout
    assert len(scope_set.holdout["photo"].files) == len(scope_set.holdout["photo"].squares)


@pytest.mark.parametrize(
    ("given", "left_out", "message"),
    [
        (["one={ward}", "one={clinic}"], None, "two sources have the name 'one'; give --other-population as"),
        (["{ward}"], "clinic", "--leave-out clinic names no --other-population; known are ward"),
        (["{ward}"], "ward", "no --other-population is left to train on; give another one"),
        (["{ward}/nothing"], None, "is no folder; give DIR or NAME=DIR"),
        (["{ward}/empty"], None, "contains no films; give another folder"),
    ],
)
def test_unusable_population_is_named(
    given: list[str], left_out: str | None, message: str, ward: Path, clinic: Path
) -> None:
    (ward / "empty").mkdir()
    with pytest.raises(TrainingError, match=message):
        load_others([spec.format(ward=ward, clinic=clinic) for spec in given], 7, left_out)


def test_single_film_is_too_little(ward: Path) -> None:
    for number in range(1, 8):
        (ward / "deep" / f"{number}.png").unlink()
    with pytest.raises(TrainingError, match=r"--other-population .*ward contains too little: half of it"):
        load_others([str(ward)], 7)


def both(populations: list[str], non_chest: Path, seed: int = 7) -> ScopeSet:
    return load_others(populations, seed).joined(load_non_chest(non_chest, seed))


def test_pictures_match_their_record_in_another_folder(clinic: Path, non_chest: Path, tmp_path: Path) -> None:
    check_record(both([str(clinic)], non_chest), tmp_path / RECORD)  # a run that has not begun
    write_record(both([str(clinic)], non_chest), tmp_path / RECORD)
    photos, hospital = non_chest.rename(tmp_path / "elsewhere"), clinic.rename(tmp_path / "hospital")
    check_record(both([f"clinic={hospital}"], photos), tmp_path / RECORD)


def test_added_picture_is_refused_because_it_would_move_others(
    clinic: Path, non_chest: Path, tmp_path: Path, write_film: Callable[[Path], None]
) -> None:
    write_record(both([str(clinic)], non_chest), tmp_path / RECORD)
    with pytest.raises(TrainingError, match=OTHER_PICTURES):
        check_record(both([str(clinic)], non_chest, seed=8), tmp_path / RECORD)
    write_film(non_chest / "photo" / "more.png")
    with pytest.raises(TrainingError, match=OTHER_PICTURES):
        check_record(both([str(clinic)], non_chest), tmp_path / RECORD)
