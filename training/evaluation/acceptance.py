"""The release criteria: what a release must reach, and what it aims at."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from cxr.inference.model_card import JudgedCriterion, Verdict
from training.evaluation.treated_films import BORDERS, COLOURED, HALVED, LEVELS, PAIRED

NON_CHEST = ("photo", "brain_mri")

LAST = "*"
"""In a path: the last entry. Quantization schemes are tried until one passes, so the last one shipped."""


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    ``figures`` are paths into the figures, with slashes between the names. The worst of them counts, and
    all must be present. ``at_most`` is for figures that should be small.
    """

    name: str
    must: float
    aim: float
    figures: tuple[str, ...]
    at_most: bool = False

    def measured(self, figures: Mapping[str, Any]) -> float | None:
        """Return the worst of the figures, or None if one of them is missing."""
        values = [value for path in self.figures if (value := figure(figures, path)) is not None]
        if len(values) < len(self.figures):
            return None
        return max(values) if self.at_most else min(values)

    def verdict(self, figures: Mapping[str, Any]) -> Verdict:
        """Return the verdict on the measured figure."""
        measured = self.measured(figures)
        if measured is None:
            return Verdict.UNKNOWN
        if self._reaches(measured, self.aim):
            return Verdict.AIM
        return Verdict.MUST if self._reaches(measured, self.must) else Verdict.MISSED

    def _reaches(self, measured: float, bound: float) -> bool:
        return measured <= bound if self.at_most else measured >= bound


def figure(figures: Mapping[str, Any], path: str) -> float | None:
    """Return the figure at ``path`` (names with slashes between), or None if there is none."""
    at: Any = figures
    for name in path.split("/"):
        if not isinstance(at, Mapping) or not at:
            return None
        at = at.get([*at][-1] if name == LAST else name)
    return float(at) if isinstance(at, int | float) else None


def _refused(*lists: str) -> tuple[str, ...]:
    return tuple(f"limits/{name}/only_measured/refused" for name in lists)


def _flagged(*lists: str) -> tuple[str, ...]:
    return tuple(f"limits/{name}/only_measured/flagged" for name in lists)


def _treated(share: str, *treatments: str) -> tuple[str, ...]:
    return tuple(f"treatments/{name}/{share}" for name in treatments)


RELEASE_CRITERIA = (
    Criterion("AUC, test films", 0.968, 0.988, ("test/auc",)),
    Criterion("AUC, held-out series", 0.968, 0.988, ("series/auc",)),
    Criterion("Accuracy, test films", 0.92, 0.955, ("test/accuracy",)),
    Criterion("Sensitivity, test films", 0.95, 0.97, ("test/sensitivity",)),
    Criterion("Specificity, test films", 0.88, 0.93, ("test/specificity",)),
    Criterion("Normal films labelled negative, test films", 0.80, 0.90, ("test/normal_called_negative",)),
    Criterion("Calibration error, test films", 0.080, 0.04, ("test/ece",), at_most=True),
    Criterion("AUC with the lungs painted over", 0.80, 0.65, ("shortcuts/lungs_grey/auc",), at_most=True),
    Criterion(
        "Ill films with a black lower half: still positive, without a flag",
        0.20,
        0.05,
        ("shortcuts/lower_half_black/positive_ill",),
        at_most=True,
    ),
    Criterion(
        "Heatmap peaks in the most frequent of 49 cells", 0.25, 0.15, ("attention/peak_cell",), at_most=True
    ),
    Criterion(
        "Heatmap peaks in the more frequent half of the film",
        0.70,
        0.60,
        ("attention/peak_side",),
        at_most=True,
    ),
    Criterion(
        "Chimeras: heatmap energy on the ill half, worse side",
        0.75,
        0.90,
        ("attention/chimeras/energy_worse",),
    ),
    Criterion(
        "Chimeras: labelled positive, difference of the sides",
        0.15,
        0.08,
        ("attention/chimeras/positive_gap",),
        at_most=True,
    ),
    Criterion(
        "Log-odds fall more without the strongest fifth", 0.90, 0.97, ("attention/strongest_falls_more",)
    ),
    Criterion(
        "Label and flag unchanged by levels and borders",
        0.93,
        0.97,
        _treated("unchanged", *LEVELS, *BORDERS),
    ),
    Criterion(
        "Pairs, halves and colour maps refused or flagged",
        0.95,
        0.99,
        _treated("kept_out", *PAIRED, *HALVED, *COLOURED),
    ),
    Criterion("Adults' films of NIH flagged", 0.98, 0.99, _flagged("nih_adult")),
    Criterion("Adults' films with COVID-19 flagged", 0.93, 0.99, _flagged("covid_adult")),
    Criterion("Test films flagged by mistake", 0.02, 0.005, _flagged("test"), at_most=True),
    Criterion("Test films refused by mistake", 0.005, 0, _refused("test"), at_most=True),
    Criterion("Photographs and brain MRI refused", 0.99, 1.0, _refused(*NON_CHEST)),
    Criterion(
        "Labels changed by quantization, varied and test films",
        0.010,
        0.005,
        (f"parity/{LAST}/labels_changed", "parity_test/labels_changed"),
        at_most=True,
    ),
)
"""Accuracy, sensitivity and specificity are those of the label "positive". Out-of-distribution images of the
training half count for no criterion."""


def judged(figures: Mapping[str, Any]) -> tuple[JudgedCriterion, ...]:
    """Return every release criterion with its figure and verdict."""
    return tuple(
        JudgedCriterion(
            name=criterion.name,
            must=criterion.must,
            aim=criterion.aim,
            at_most=criterion.at_most,
            measured=criterion.measured(figures),
            verdict=criterion.verdict(figures),
        )
        for criterion in RELEASE_CRITERIA
    )
