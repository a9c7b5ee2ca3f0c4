"""Figures say what the served network does with films, treated films and other pictures."""

import numpy as np
import pytest

from cxr.inference.screening import Picture
from tests.support.inference.networks import screening_network, two_lungs
from tests.unit.training.screening.conftest import chest
from training.data.arrays import Pixels
from training.screening.figures import TREATED, dice, limits, lung_figures, treated_shares
from training.screening.thresholds import Chosen, screen_all

CHOSEN = Chosen(recognized_from=0, in_population_from=0)


def mask(columns: slice = slice(None)) -> Pixels:
    """Return the lungs that the network finds, at the size of drawn masks; only some columns of them."""
    found = (two_lungs() > 0).astype(np.uint8)
    kept = np.zeros_like(found)
    kept[:, columns] = found[:, columns]
    return np.kron(255 * kept, np.ones((3, 3), np.uint8))


def test_dice_is_1_for_the_same_lungs_and_less_for_one_of_two() -> None:
    found = screen_all(screening_network(), [chest()] * 2)
    assert dice(found, np.stack([mask(), mask(slice(0, 24))])) == pytest.approx([1, 2 / 3])


def test_lungs_are_measured_for_each_class_that_is_there() -> None:
    found = screen_all(screening_network(), [chest()] * 2)
    masks = np.stack([mask(), mask(slice(0, 24))])
    assert lung_figures(found, masks, np.array([0, 1], np.float32)) == {
        "films": 2,
        "dice": pytest.approx(5 / 6),
        "dice_normal": pytest.approx(1),
        "dice_pneumonia": pytest.approx(2 / 3),
        "dice_worst_twentieth": pytest.approx(2 / 3, abs=0.02),
    }
    assert "dice_normal" not in lung_figures(found, masks, np.ones(2, np.float32))
    assert lung_figures(found, masks).keys() == {"films", "dice", "dice_worst_twentieth"}


def test_held_out_pictures_are_apart_from_those_trained_on() -> None:
    network = screening_network(population=-1)
    films = np.stack([chest()] * 3)
    assert limits(network, CHOSEN, {"town": films}, {"town": films[:1]}) == {
        "town": {
            "only_measured": {"pictures": 3, "refused": 0, "flagged": 1},
            "fitted_on": {"pictures": 1, "refused": 0, "flagged": 1},
        }
    }


def test_each_treatment_is_measured_with_the_reasons_for_refusal() -> None:
    network = screening_network(picture=Picture.SEVERAL)
    figures = treated_shares(network, np.stack([chest(40), chest(90)]), CHOSEN)
    assert {*figures} == {*TREATED, "collage_2h", "collage_2v", "collage_4"}
    expected = {"pictures": 2, "refused": 1, "flagged": 0, "reasons": {"several": 1}}
    assert all(figure == expected for figure in figures.values())
    assert treated_shares(screening_network(), chest()[None], CHOSEN)["rot90"]["reasons"] == {}
