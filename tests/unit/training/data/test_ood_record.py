"""Images that a model was trained on never count as held out."""

import csv
from pathlib import Path

import pytest

from training.config import CONFIG, Config
from training.data.catalog import pixel_digest
from training.data.ood_record import OOD_RECORD, check_ood_record, write_ood_record
from training.data.ood_set import load_ood_set
from training.errors import TrainingError


def test_each_image_is_recorded_in_one_half(clinic: Path, non_chest: Path, tmp_path: Path) -> None:
    write_ood_record(load_ood_set(non_chest, str(clinic), 7), tmp_path / OOD_RECORD)
    with (tmp_path / OOD_RECORD).open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["half"] for row in rows} == {"fitted", "measured"}
    files = {of: sorted(row["file"] for row in rows if row["of"] == of) for of in ("foreign", "adults")}
    assert files["foreign"] == [f"photo/{number}.png" for number in range(6)]
    assert files["adults"] == ["NORMAL/a.png", "NORMAL/d.png", "PNEUMONIA/b.png", "PNEUMONIA/c.png"]
    assert not list(tmp_path.glob("*.partial*"))


def test_images_match_the_record_in_another_folder(clinic: Path, non_chest: Path, tmp_path: Path) -> None:
    write_ood_record(load_ood_set(non_chest, str(clinic), 7), tmp_path / OOD_RECORD)
    moved = non_chest.rename(tmp_path / "elsewhere"), clinic.rename(tmp_path / "hospital")
    check_ood_record(load_ood_set(moved[0], str(moved[1]), 7), tmp_path / OOD_RECORD)


def test_added_image_is_refused_because_it_would_move_others(
    clinic: Path, non_chest: Path, tmp_path: Path
) -> None:
    write_ood_record(load_ood_set(non_chest, str(clinic), 7), tmp_path / OOD_RECORD)
    (non_chest / "photo" / "more.png").write_bytes((non_chest / "photo" / "1.png").read_bytes())
    with pytest.raises(
        TrainingError, match=r"--non-chest and --other-population are not those of .*limits\.csv"
    ):
        check_ood_record(load_ood_set(non_chest, str(clinic), 7), tmp_path / OOD_RECORD)


def test_run_with_ood_images_needs_them_again(clinic: Path, non_chest: Path, tmp_path: Path) -> None:
    write_ood_record(load_ood_set(non_chest, str(clinic), 7), tmp_path / OOD_RECORD)
    with pytest.raises(TrainingError, match="give the same --non-chest and --other-population"):
        check_ood_record(None, tmp_path / OOD_RECORD)


def test_run_without_ood_images_must_get_none(clinic: Path, non_chest: Path, tmp_path: Path) -> None:
    Config().write(tmp_path / CONFIG)
    check_ood_record(None, tmp_path / OOD_RECORD)
    with pytest.raises(
        TrainingError, match="no out-of-distribution images; leave out --non-chest and --other-population"
    ):
        check_ood_record(load_ood_set(non_chest, str(clinic), 7), tmp_path / OOD_RECORD)


def test_copy_of_a_training_image_is_not_held_out(clinic: Path, non_chest: Path) -> None:
    for number in range(6):
        image = (non_chest / "photo" / f"{number}.png").read_bytes()
        (non_chest / "photo" / f"copy{number}.png").write_bytes(image)
    ood = load_ood_set(non_chest, str(clinic), 7)
    train, holdout = (
        {pixel_digest(image.image) for images in half.values() for image in images}
        for half in (ood.non_chest_train, ood.non_chest_holdout)
    )
    assert train
    assert holdout
    assert not train & holdout
    assert len(ood.non_chest_holdout_names) == len(ood.non_chest_holdout["photo"])


def test_run_without_a_record_is_not_checked(clinic: Path, non_chest: Path, tmp_path: Path) -> None:
    check_ood_record(None, tmp_path / OOD_RECORD)
    check_ood_record(load_ood_set(non_chest, str(clinic), 7), tmp_path / OOD_RECORD)
