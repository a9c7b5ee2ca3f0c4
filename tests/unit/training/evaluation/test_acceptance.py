"""The release criteria compare measured figures with what a release must reach, and aims at."""

from typing import Any

import pytest

from cxr.inference.model_card import Verdict
from training.evaluation.acceptance import RELEASE_CRITERIA, Criterion, figure

HIGH = Criterion("high", 0.9, 0.95, ("a/x", "b/x"))
LOW = Criterion("low", 0.1, 0.05, ("a/x", "b/x"), at_most=True)


def figures(a: float | None, b: float | None) -> dict[str, Any]:
    return {"a": {"x": a}, "b": {"x": b}}


@pytest.mark.parametrize(
    ("criterion", "a", "b", "measured", "verdict"),
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
def test_worst_of_several_figures_counts_and_all_are_needed(
    criterion: Criterion, a: float | None, b: float | None, measured: float | None, verdict: Verdict
) -> None:
    assert criterion.measured(figures(a, b)) == measured
    assert criterion.verdict(figures(a, b)) is verdict


@pytest.mark.parametrize("place", ["a/y", "c/x", "a/x/z", "a", "c/*/x"])
def test_missing_figure_is_none(place: str) -> None:
    assert figure(figures(1, 2), place) is None


def test_last_entry_stands_for_the_scheme_that_shipped() -> None:
    tried = {"parity": {"int8": {"labels_changed": 0.03}, "int8_from_block2": {"labels_changed": 0.004}}}
    assert figure(tried, "parity/*/labels_changed") == 0.004
    assert figure({"parity": {}}, "parity/*/labels_changed") is None


def test_names_with_dots_are_found() -> None:
    assert figure({"treatments": {"gamma0.6": {"unchanged": 0.9}}}, "treatments/gamma0.6/unchanged") == 0.9


def test_aims_are_stricter_than_musts() -> None:
    for criterion in RELEASE_CRITERIA:
        assert (criterion.aim < criterion.must) == criterion.at_most, criterion.name
        assert criterion.aim != criterion.must


def test_each_criterion_has_a_name_and_figures_of_its_own() -> None:
    assert len({criterion.name for criterion in RELEASE_CRITERIA}) == len(RELEASE_CRITERIA) == 22
    paths = [path for criterion in RELEASE_CRITERIA for path in criterion.figures]
    assert len(paths) == len(set(paths))


def test_one_treatment_that_changes_labels_misses_the_criterion() -> None:
    (criterion,) = [c for c in RELEASE_CRITERIA if "levels and borders" in c.name]
    names = [path.split("/")[1] for path in criterion.figures]
    good = {"treatments": {name: {"unchanged": 1.0} for name in names}}
    assert criterion.verdict(good) is Verdict.AIM
    good["treatments"]["gamma1.7"]["unchanged"] = 0.9
    assert criterion.verdict(good) is Verdict.MISSED


def test_card_without_figures_measures_no_criterion() -> None:
    assert {criterion.verdict({}) for criterion in RELEASE_CRITERIA} == {Verdict.UNKNOWN}
