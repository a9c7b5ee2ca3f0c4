"""Held-out films are not those that an earlier run was trained on."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.training.finished import split_films
from training.config import CONFIG, Config, Stage
from training.data.catalog import list_films
from training.data.leakage import check_no_leakage
from training.data.ood_record import OOD_RECORD, write_ood_record
from training.data.ood_set import load_ood_set
from training.data.split import SPLIT, split, write_split
from training.errors import TrainingError
from training.fitting.train import train
from training.networks.network import build
from training.networks.weights import WEIGHTS, save_weights

CNN = Config(architecture="cnn", stages=(Stage(1, 32),), batch_size=16)


@pytest.fixture
def earlier(data: Path, tmp_path: Path) -> Path:
    """A run on another split of the same films."""
    run = tmp_path / "earlier"
    run.mkdir()
    write_split(split(list_films(data / "train"), seed=8), run / SPLIT)
    save_weights(build(CNN), run / WEIGHTS)
    CNN.write(run / CONFIG)
    return run


def test_held_back_films_of_an_earlier_training_part_are_refused(data: Path, earlier: Path) -> None:
    films = list_films(data / "train")
    check_no_leakage(split(films, seed=8), None, earlier)
    with pytest.raises(TrainingError, match=r"earlier was trained on \d+ of .* give its --split-seed"):
        check_no_leakage(split(films, seed=7), None, earlier)


def test_held_back_images_of_an_earlier_training_half_are_refused(
    data: Path, clinic: Path, non_chest: Path, tmp_path: Path
) -> None:
    parts = split(list_films(data / "train"), seed=1)
    ood = load_ood_set(non_chest, str(clinic), 1)
    write_ood_record(ood, tmp_path / OOD_RECORD)
    check_no_leakage(parts, ood, tmp_path)
    with pytest.raises(TrainingError, match="give its --split-seed"):
        check_no_leakage(parts, load_ood_set(non_chest, str(clinic), 2), tmp_path)


def test_run_that_starts_from_leaking_weights_is_refused(data: Path, earlier: Path, tmp_path: Path) -> None:
    config = replace(CNN, weights=str(earlier / WEIGHTS))
    with pytest.raises(TrainingError, match="was trained on"):
        train(split_films(data, config), tmp_path / "run", config)
    assert not [*(tmp_path / "run").iterdir()]
    same_split = replace(config, split_seed=8, seed=3)
    train(split_films(data, same_split), tmp_path / "run", same_split)


def test_weights_without_a_record_are_not_checked(data: Path, tmp_path: Path) -> None:
    check_no_leakage(split(list_films(data / "train"), seed=1), None, tmp_path)
