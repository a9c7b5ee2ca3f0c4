"""The interval of a counted share."""

import pytest

from cxr.figures.proportion import Proportion


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [(48, 50, 0.865, 0.989), (95, 100, 0.888, 0.978), (190, 200, 0.910, 0.973), (81, 263, 0.255, 0.366)],
)
def test_an_interval_is_that_of_published_tables(count: int, total: int, low: float, high: float) -> None:
    """The last row is an example of Newcombe 1998, Statistics in Medicine 17, 857-872: 81 of 263."""
    assert Proportion(count, total).interval == pytest.approx((low, high), abs=5e-4)


@pytest.mark.parametrize("total", [1, 30, 10_000])
def test_all_or_nothing_has_an_interval_of_some_width_within_0_to_1(total: int) -> None:
    none, every = Proportion(0, total).interval, Proportion(total, total).interval
    assert none and every
    assert none[0] == 0 < none[1] < 1
    assert 0 < every[0] < every[1] == 1


def test_nothing_has_no_share_and_no_interval() -> None:
    assert (Proportion(0, 0).value, Proportion(0, 0).interval) == (None, None)
