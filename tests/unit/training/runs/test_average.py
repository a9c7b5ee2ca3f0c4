"""Runs that continue one another are averaged into a run that can be exported."""

import hashlib
import shutil
from pathlib import Path

import numpy as np
import pytest

from tests.support.training.finished import finished
from training.__main__ import main
from training.config import Config, Stage
from training.networks.network import build
from training.networks.weights import load_weights
from training.runs.run_folder import require_finished

CNN = Config(architecture="cnn", stages=(Stage(1, 32),))


def weights(run: Path) -> list[np.ndarray]:
    model = build(CNN)
    load_weights(model, run / "weights.npz")
    return [np.asarray(variable) for variable in model.trainable_variables]


def average(run: Path, *runs: Path) -> int:
    return main(["average", "--run", str(run), *(word for one in runs for word in ("--of", str(one)))])


def test_average_has_mean_weights_and_the_last_settings(tmp_path: Path) -> None:
    first, last, run = finished(tmp_path / "1", CNN, 1), finished(tmp_path / "2", CNN, 2), tmp_path / "mean"
    (last / "config.json").write_text((last / "config.json").read_text().replace('"seed": 7', '"seed": 9'))
    assert average(run, first, last) == 0
    require_finished(run)
    for one, other, mean in zip(weights(first), weights(last), weights(run), strict=True):
        assert np.allclose((one + other) / 2, mean, atol=1e-3)
    assert not all(np.allclose(one, mean) for one, mean in zip(weights(last), weights(run), strict=True))
    config = Config.load(run / "config.json")
    assert config.seed == 9
    digest = hashlib.sha256((last / "weights.npz").read_bytes()).hexdigest()
    assert config.averaged_from[1] == f"2, SHA-256 {digest}"
    assert len(config.averaged_from) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["1", "2", "mean"]


def test_runs_that_cannot_be_averaged_are_named_and_nothing_is_left(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run, one, two = tmp_path / "mean", finished(tmp_path / "1", CNN, 1), finished(tmp_path / "2", CNN, 2)
    others = finished(tmp_path / "3", CNN, 3, split_csv="part,population,file\ntrain,kaggle,a.jpeg\n")
    unfinished = shutil.copytree(one, tmp_path / "4")
    (unfinished / "weights.npz").unlink()
    larger = shutil.copytree(one, tmp_path / "5")
    np.savez(larger / "weights.npz", np.zeros(3, np.float16))
    for runs, message in (
        ((one,), "one run has no mean; give --of twice or more"),
        ((one, others), f"{one / 'split.csv'} is not that of {others}"),
        ((one, unfinished), f"{unfinished / 'weights.npz'} is missing"),
        ((one, larger), f"{larger / 'weights.npz'} contains the weights of another architecture than"),
    ):
        assert average(run, *runs) == 2
        assert message in capsys.readouterr().err
        assert not run.exists()
    assert average(two, one, two) == 2
    assert f"{two} exists; give --run another folder" in capsys.readouterr().err


def test_run_with_a_split_of_release_0_8_can_be_averaged(tmp_path: Path) -> None:
    old, new = (
        finished(tmp_path / name, CNN, 1, split_csv=f"part,population,file\n{part},kaggle,a.jpeg\n")
        for name, part in (("old", "fit"), ("new", "train"))
    )
    assert average(tmp_path / "mean", old, new) == 0
