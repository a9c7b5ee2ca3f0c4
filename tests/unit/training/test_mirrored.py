"""The map of a mirrored film is to be the mirrored map."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest

from training.config import Config, Stage
from training.mirrored import mirror_gap, with_mirrored
from training.model import MAP, build
from training.train import train
from training.weights import WEIGHTS, load_weights


def pictures(seed: int, count: int = 3) -> npt.NDArray[np.float32]:
    return np.random.default_rng(seed).uniform(0, 255, (count, 32, 32, 1)).astype(np.float32)


def test_films_are_followed_by_their_mirror_images() -> None:
    films = pictures(0)
    assert np.array_equal(np.asarray(with_mirrored(films)), np.concatenate([films, films[:, :, ::-1]]))


def test_the_gap_is_0_for_maps_that_follow_and_1_for_maps_that_never_meet() -> None:
    left = np.zeros((3, 4, 4, 1), np.float32)
    left[:, :, :2] = 5
    assert float(mirror_gap(np.concatenate([left, left[:, :, ::-1]]))) == pytest.approx(0)
    assert float(mirror_gap(np.concatenate([left, left]))) == pytest.approx(1, abs=0.01)


def test_with_guidance_the_maps_of_mirror_images_come_closer(data: Path, tmp_path: Path) -> None:
    config = Config(
        architecture="cnn", stages=(Stage(8, 32),), batch_size=16, learning_rate=0.01, ema_momentum=0.5
    )
    films, gaps = pictures(2, 20), {}
    for weight in (0.0, 10.0):
        run = tmp_path / f"weight-{weight}"
        train([str(data)], run, replace(config, mirror_guidance=weight))
        body = build(config)
        load_weights(body, run / WEIGHTS)
        own, mirrored = (np.asarray(body(shown)[MAP]) for shown in (films, films[:, :, ::-1]))
        gaps[weight] = np.abs(own - mirrored[:, :, ::-1]).sum() / np.abs([own, mirrored]).sum()
    assert gaps[10.0] < 0.7 * gaps[0.0]
