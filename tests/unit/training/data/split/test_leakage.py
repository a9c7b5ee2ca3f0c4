"""Held-out films are not those that an earlier run was trained on."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.training.finished import split_films
from tests.support.training.screening import FINDER
from training.config import CONFIG, Config, Stage
from training.data.catalog import list_films
from training.data.labelled_film import Film
from training.data.split.leakage import check_no_leakage
from training.data.split.parts import SERIES, SPLIT, UNUSED, split, write_split
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
    check_no_leakage(split(films, seed=8), earlier)
    with pytest.raises(TrainingError, match=r"earlier was trained on \d+ of .* give its --split-seed"):
        check_no_leakage(split(films, seed=7), earlier)


def test_a_held_out_series_counts_as_held_back_and_unused_films_do_not(tmp_path: Path) -> None:
    known, new = (Film(Path(f"IM-000{number}-0001.jpeg"), f"IM-{number}", "normal") for number in (1, 2))
    write_split({"fit": [known]}, tmp_path / SPLIT)
    check_no_leakage({"train": [known], SERIES: [new], UNUSED: [known]}, tmp_path)
    with pytest.raises(TrainingError, match="was trained on 1 of the films that this run holds back"):
        check_no_leakage({"train": [new], SERIES: [known]}, tmp_path)


def test_a_film_of_the_same_name_in_another_population_is_another_film(tmp_path: Path) -> None:
    film = Film(Path("1.png"), "1", "normal", "ours")
    write_split({"train": [film]}, tmp_path / SPLIT)
    check_no_leakage({"holdout": [replace(film, population="theirs")]}, tmp_path)
    with pytest.raises(TrainingError, match="1 of the films"):
        check_no_leakage({"holdout": [film]}, tmp_path)


def test_run_that_starts_from_leaking_weights_is_refused(data: Path, earlier: Path, tmp_path: Path) -> None:
    config = replace(CNN, weights=str(earlier / WEIGHTS))
    with pytest.raises(TrainingError, match="was trained on"):
        train(split_films(data, config), tmp_path / "run", config, FINDER)
    assert not [*(tmp_path / "run").iterdir()]
    same_split = replace(config, split_seed=8, seed=3)
    train(split_films(data, same_split), tmp_path / "run", same_split, FINDER)
    assert (tmp_path / "run" / WEIGHTS).exists()


def test_weights_without_a_record_are_not_checked(data: Path, tmp_path: Path) -> None:
    parts = split(list_films(data / "train"), seed=1)
    check_no_leakage(parts, tmp_path)
    write_split({"train": parts["holdout"]}, tmp_path / SPLIT)
    with pytest.raises(TrainingError, match="was trained on"):
        check_no_leakage(parts, tmp_path)
