"""What a model learned its limits from is never counted as what it did not see."""

import csv
from pathlib import Path

import pytest

from training.config import CONFIG, Config
from training.data.catalog import digest
from training.data.ood_record import HALVES, check_halves, write_halves
from training.data.ood_set import load_limits
from training.errors import TrainingError


def test_each_picture_is_recorded_in_one_half(clinic: Path, foreign: Path, tmp_path: Path) -> None:
    write_halves(load_limits(foreign, str(clinic), 7), tmp_path / HALVES)
    with (tmp_path / HALVES).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["half"] for row in rows} == {"fitted", "measured"}
    files = {of: sorted(row["file"] for row in rows if row["of"] == of) for of in ("foreign", "adults")}
    assert files["foreign"] == [f"photo/{number}.png" for number in range(6)]
    assert files["adults"] == ["NORMAL/a.png", "NORMAL/d.png", "PNEUMONIA/b.png", "PNEUMONIA/c.png"]
    assert not list(tmp_path.glob("*.partial*"))


def test_the_same_pictures_are_known_wherever_they_lie(clinic: Path, foreign: Path, tmp_path: Path) -> None:
    write_halves(load_limits(foreign, str(clinic), 7), tmp_path / HALVES)
    moved = foreign.rename(tmp_path / "elsewhere"), clinic.rename(tmp_path / "hospital")
    check_halves(load_limits(moved[0], str(moved[1]), 7), tmp_path / HALVES)


def test_a_picture_that_came_later_is_told_because_it_would_move_others(
    clinic: Path, foreign: Path, tmp_path: Path
) -> None:
    write_halves(load_limits(foreign, str(clinic), 7), tmp_path / HALVES)
    (foreign / "photo" / "more.png").write_bytes((foreign / "photo" / "1.png").read_bytes())
    with pytest.raises(TrainingError, match=r"--foreign and --adults are not those of .*limits\.csv"):
        check_halves(load_limits(foreign, str(clinic), 7), tmp_path / HALVES)


def test_a_network_that_learned_limits_is_not_measured_without_them(
    clinic: Path, foreign: Path, tmp_path: Path
) -> None:
    write_halves(load_limits(foreign, str(clinic), 7), tmp_path / HALVES)
    with pytest.raises(TrainingError, match="give the same --foreign and --adults"):
        check_halves(None, tmp_path / HALVES)


def test_a_run_that_learned_no_limits_is_given_none(clinic: Path, foreign: Path, tmp_path: Path) -> None:
    Config().write(tmp_path / CONFIG)
    check_halves(None, tmp_path / HALVES)
    with pytest.raises(TrainingError, match="learned no limits; leave out --foreign and --adults"):
        check_halves(load_limits(foreign, str(clinic), 7), tmp_path / HALVES)


def test_a_picture_that_was_fitted_on_is_not_measured_under_another_name(clinic: Path, foreign: Path) -> None:
    for number in range(6):
        picture = (foreign / "photo" / f"{number}.png").read_bytes()
        (foreign / "photo" / f"copy{number}.png").write_bytes(picture)
    limits = load_limits(foreign, str(clinic), 7)
    fitted, measured = (
        {digest(picture.image) for pictures in half.values() for picture in pictures}
        for half in (limits.foreign_fitted, limits.foreign_measured)
    )
    assert fitted
    assert measured
    assert not fitted & measured
    assert len(limits.foreign_measured_names) == len([*limits.foreign_measured["photo"]])


def test_of_a_network_without_a_record_nothing_is_asked(clinic: Path, foreign: Path, tmp_path: Path) -> None:
    check_halves(None, tmp_path / HALVES)
    check_halves(load_limits(foreign, str(clinic), 7), tmp_path / HALVES)
