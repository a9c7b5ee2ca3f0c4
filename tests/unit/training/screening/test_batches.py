"""A batch depends on seed, epoch and step alone, and weighs what a picture can teach."""

from collections import Counter

import numpy as np
import pytest
from PIL import Image

from cxr.inference.screening import Picture, screening_input
from training.data.arrays import Floats, Pixels
from training.networks.screening_network import LUNGS, PICTURE, POPULATION
from training.screening.films import batches
from training.screening.films.batches import SHARES, ScreeningBatches, ScreeningFilms

Batch = tuple[Floats, dict[str, Floats], dict[str, Floats]]


@pytest.fixture(scope="module")
def batch(films: ScreeningFilms) -> Batch:
    return ScreeningBatches(films, side=96, batch_size=300, seed=3, epoch=0)[0]


def test_a_resumed_run_has_the_same_pictures(films: ScreeningFilms) -> None:
    straight, resumed = (ScreeningBatches(films, 96, 2, seed=1, epoch=epoch) for epoch in (0, 1))
    first = straight[1][0]
    straight.on_epoch_end()
    assert np.array_equal(straight[1][0], resumed[1][0])
    assert not np.array_equal(straight[1][0], first)


def test_steps_and_seeds_have_different_pictures(films: ScreeningFilms) -> None:
    epoch = ScreeningBatches(films, 96, 3, seed=1, epoch=0)
    assert len(epoch) == 2, "as many as the four films of the population fill"
    assert not np.array_equal(epoch[0][0], epoch[1][0])
    assert not np.array_equal(epoch[0][0], ScreeningBatches(films, 96, 3, seed=2, epoch=0)[0][0])


def test_each_kind_of_picture_has_about_its_share(batch: Batch) -> None:
    kinds = [[*Picture][int(kind)] for kind in batch[1][PICTURE]]
    shares = {kind: count / len(kinds) for kind, count in Counter(kinds).items()}
    assert shares == pytest.approx({picture: SHARES.get(picture, 0.63) for picture in Picture}, abs=0.06)
    assert set(batch[2][PICTURE].tolist()) == {1}


def test_films_are_seen_as_in_serving(films: ScreeningFilms, monkeypatch: pytest.MonkeyPatch) -> None:
    def resize(picture: Pixels, side: int, *_: object) -> tuple[Pixels, Pixels]:
        small = Image.fromarray(picture).resize((side, side), Image.Resampling.BILINEAR)
        return np.asarray(small), np.zeros((48, 48), np.uint8)

    monkeypatch.setattr(batches, "vary", resize)
    monkeypatch.setattr(batches, "EXPOSED", 0)
    served = {screening_input(film, 96).tobytes() for film in (*films.films, *films.others)}
    inputs, targets, _ = ScreeningBatches(films, 96, 40, seed=3, epoch=0)[0]
    chests = inputs[targets[PICTURE] == 0].astype(np.uint8)
    assert {film.tobytes() for film in chests} == served


def test_only_masked_films_of_the_population_teach_lungs(batch: Batch) -> None:
    _, targets, weights = batch
    taught = weights[LUNGS] > 0
    own = (targets[POPULATION][:, 0] == 1) & (weights[POPULATION] > 0)
    assert targets[LUNGS].shape == (300, 48, 48, 1)
    assert 0 < np.count_nonzero(taught) < np.count_nonzero(own), "one film has no mask"
    assert own[taught].all()
    assert targets[LUNGS][taught].max() == 1


def test_both_populations_weigh_the_same_and_other_pictures_nothing(batch: Batch) -> None:
    _, targets, weights = batch
    inside = targets[POPULATION][:, 0] == 1
    assert weights[POPULATION][inside].sum() == pytest.approx(150, rel=1e-3)
    assert weights[POPULATION][~inside].sum() == pytest.approx(150, rel=1e-3)
    assert not weights[POPULATION][targets[PICTURE] != 0].any()
