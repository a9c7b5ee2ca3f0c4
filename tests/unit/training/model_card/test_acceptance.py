"""The release criteria compare measured figures with requirements and targets."""

from typing import Any

import pytest

from training.model_card.acceptance import RELEASE_CRITERIA, Criterion, Verdict, figure

HIGH = Criterion("high", 0.9, 0.95, ("a.x", "b.x"))
LOW = Criterion("low", 0.1, 0.05, ("a.x", "b.x"), at_most=True)


def figures(a: float | None, b: float | None) -> dict[str, Any]:
    return {"a": {"x": a}, "b": {"x": b}}


@pytest.mark.parametrize(
    ("criterion", "a", "b", "measured", "verdict"),
    [
        (HIGH, 0.99, 0.95, 0.95, Verdict.TARGET),
        (HIGH, 0.99, 0.9, 0.9, Verdict.REQUIRED),
        (HIGH, 0.99, 0.899, 0.899, Verdict.MISSED),
        (LOW, 0.0, 0.05, 0.05, Verdict.TARGET),
        (LOW, 0.0, 0.1, 0.1, Verdict.REQUIRED),
        (LOW, 0.0, 0.101, 0.101, Verdict.MISSED),
        (HIGH, 0.99, None, None, Verdict.UNKNOWN),
    ],
)
def test_worst_of_several_figures_counts_and_all_are_needed(
    criterion: Criterion, a: float | None, b: float | None, measured: float | None, verdict: Verdict
) -> None:
    assert criterion.measured(figures(a, b)) == measured
    assert criterion.verdict(figures(a, b)) is verdict


def test_other_figure_replaces_the_requirement_but_not_the_target() -> None:
    criterion = Criterion("flagged", 0.9, 0.98, ("a.x",), instead=("b.x", 0.75))
    assert criterion.verdict(figures(0.2, 0.75)) is Verdict.REQUIRED
    assert criterion.verdict(figures(0.2, 0.74)) is Verdict.MISSED
    assert criterion.verdict(figures(0.99, 0.1)) is Verdict.TARGET
    assert criterion.verdict(figures(None, 0.8)) is Verdict.REQUIRED


def test_criterion_without_target_is_at_best_met() -> None:
    assert Criterion("lift", 1.5, None, ("a.x",)).verdict(figures(9, 0)) is Verdict.REQUIRED


@pytest.mark.parametrize("place", ["a.y", "c.x", "a.x.z", "a"])
def test_missing_figure_is_none(place: str) -> None:
    assert figure(figures(1, 2), place) is None


def test_targets_are_stricter_than_requirements() -> None:
    for criterion in RELEASE_CRITERIA:
        assert criterion.target is None or (criterion.target < criterion.required) == criterion.at_most, (
            criterion.name
        )


def test_card_without_figures_measures_no_criterion() -> None:
    assert {criterion.verdict({}) for criterion in RELEASE_CRITERIA} == {Verdict.UNKNOWN}
