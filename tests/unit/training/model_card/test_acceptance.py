"""A release is held to what it must reach, by what was measured."""

from typing import Any

import pytest

from training.model_card.acceptance import BARS, Bar, Verdict, figure

HIGH = Bar("high", 0.9, 0.95, ("a.x", "b.x"))
LOW = Bar("low", 0.1, 0.05, ("a.x", "b.x"), at_most=True)


def figures(a: float | None, b: float | None) -> dict[str, Any]:
    return {"a": {"x": a}, "b": {"x": b}}


@pytest.mark.parametrize(
    ("bar", "a", "b", "measured", "verdict"),
    [
        (HIGH, 0.99, 0.95, 0.95, Verdict.AIM),
        (HIGH, 0.99, 0.9, 0.9, Verdict.MUST),
        (HIGH, 0.99, 0.899, 0.899, Verdict.MISSED),
        (LOW, 0.0, 0.05, 0.05, Verdict.AIM),
        (LOW, 0.0, 0.1, 0.1, Verdict.MUST),
        (LOW, 0.0, 0.101, 0.101, Verdict.MISSED),
        (HIGH, 0.99, None, None, Verdict.UNKNOWN),
    ],
)
def test_the_worst_of_several_figures_counts_and_all_must_be_there(
    bar: Bar, a: float | None, b: float | None, measured: float | None, verdict: Verdict
) -> None:
    assert bar.measured(figures(a, b)) == measured
    assert bar.verdict(figures(a, b)) is verdict


def test_another_figure_may_stand_in_for_what_must_be_but_not_for_the_aim() -> None:
    bar = Bar("flagged", 0.9, 0.98, ("a.x",), instead=("b.x", 0.75))
    assert bar.verdict(figures(0.2, 0.75)) is Verdict.MUST
    assert bar.verdict(figures(0.2, 0.74)) is Verdict.MISSED
    assert bar.verdict(figures(0.99, 0.1)) is Verdict.AIM
    assert bar.verdict(figures(None, 0.8)) is Verdict.MUST


def test_a_demand_without_an_aim_is_reached_at_most_as_a_must() -> None:
    assert Bar("lift", 1.5, None, ("a.x",)).verdict(figures(9, 0)) is Verdict.MUST


@pytest.mark.parametrize("place", ["a.y", "c.x", "a.x.z", "a"])
def test_what_is_not_told_is_none(place: str) -> None:
    assert figure(figures(1, 2), place) is None


def test_no_aim_is_easier_than_what_must_be() -> None:
    for bar in BARS:
        assert bar.aim is None or (bar.aim < bar.must) == bar.at_most, bar.name


def test_a_card_without_figures_has_every_bar_unmeasured() -> None:
    assert {bar.verdict({}) for bar in BARS} == {Verdict.UNKNOWN}
