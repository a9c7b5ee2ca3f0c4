"""Nobody measures by films that the network knows from an earlier run."""

from dataclasses import replace
from pathlib import Path

import pytest

from training.config import CONFIG, Config, Stage
from training.data.catalog import list_films
from training.data.leakage import check_unseen
from training.data.ood_record import HALVES, write_halves
from training.data.ood_set import load_limits
from training.data.split import SPLIT, split, write_split
from training.errors import TrainingError
from training.fitting.train import train
from training.networks.network import build
from training.networks.weights import WEIGHTS, save_weights

CNN = Config(architecture="cnn", stages=(Stage(1, 32),), batch_size=16)


@pytest.fixture
def earlier(data: Path, tmp_path: Path) -> Path:
    """A run on other patients of the same films."""
    run = tmp_path / "earlier"
    run.mkdir()
    write_split(split(list_films(data / "train"), seed=8), run / SPLIT)
    save_weights(build(CNN), run / WEIGHTS)
    CNN.write(run / CONFIG)
    return run


def test_patients_that_an_earlier_run_was_fitted_on_are_not_held_back(data: Path, earlier: Path) -> None:
    films = list_films(data / "train")
    check_unseen(split(films, seed=8), None, earlier)
    with pytest.raises(TrainingError, match=r"earlier was fitted on \d+ of .* give its --split-seed"):
        check_unseen(split(films, seed=7), None, earlier)


def test_pictures_that_an_earlier_run_was_fitted_on_are_not_held_back(
    data: Path, clinic: Path, foreign: Path, tmp_path: Path
) -> None:
    parts = split(list_films(data / "train"), seed=1)
    limits = load_limits(foreign, str(clinic), 1)
    write_halves(limits, tmp_path / HALVES)
    check_unseen(parts, limits, tmp_path)
    with pytest.raises(TrainingError, match="give its --split-seed"):
        check_unseen(parts, load_limits(foreign, str(clinic), 2), tmp_path)


def test_a_run_that_would_learn_from_such_a_run_does_not_start(
    data: Path, earlier: Path, tmp_path: Path
) -> None:
    config = replace(CNN, weights=str(earlier / WEIGHTS))
    with pytest.raises(TrainingError, match="was fitted on"):
        train([str(data)], tmp_path / "run", config)
    assert not [*(tmp_path / "run").iterdir()]
    train([str(data)], tmp_path / "run", replace(config, split_seed=8, seed=3))


def test_weights_without_a_record_are_taken_as_they_are(data: Path, tmp_path: Path) -> None:
    check_unseen(split(list_films(data / "train"), seed=1), None, tmp_path)
