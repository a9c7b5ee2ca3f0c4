"""The release criteria: the figures that a release is required to reach, and the targets."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

NON_CHEST = ("photo", "brain_mri")
OTHER_POPULATIONS = ("nih_adult", "covid_adult")
MISORIENTED = ("turned_90", "turned_180", "turned_270", "inverted")
FILE_FORMATS = ("upsampled", "png", "jpeg_70", "stretched_5_4", "stretched_4_5")


class Verdict(StrEnum):
    """The result of a criterion."""

    TARGET = "target reached"
    REQUIRED = "requirement met"
    MISSED = "missed"
    UNKNOWN = "not measured"


@dataclass(frozen=True, slots=True)
class Criterion:
    """One criterion.

    ``figures`` are paths into the figures, with dots between the names. The worst of them counts, and
    all must be present. ``at_most`` is for figures that should be small. ``instead`` is another figure
    and the value from which it replaces the requirement.
    """

    name: str
    required: float
    target: float | None
    figures: tuple[str, ...]
    at_most: bool = False
    instead: tuple[str, float] | None = None

    def measured(self, figures: Mapping[str, Any]) -> float | None:
        """Return the worst of the figures, or None if one of them is missing."""
        values = [value for path in self.figures if (value := figure(figures, path)) is not None]
        if len(values) < len(self.figures):
            return None
        return max(values) if self.at_most else min(values)

    def verdict(self, figures: Mapping[str, Any]) -> Verdict:
        """Return the verdict on the measured figure."""
        measured = self.measured(figures)
        if measured is not None and self.target is not None and self._reaches(measured, self.target):
            return Verdict.TARGET
        if measured is not None and self._reaches(measured, self.required):
            return Verdict.REQUIRED
        if (
            self.instead
            and (other := figure(figures, self.instead[0])) is not None
            and other >= self.instead[1]
        ):
            return Verdict.REQUIRED
        return Verdict.UNKNOWN if measured is None else Verdict.MISSED

    def _reaches(self, measured: float, bound: float) -> bool:
        return measured <= bound if self.at_most else measured >= bound


def figure(figures: Mapping[str, Any], path: str) -> float | None:
    """Return the figure at ``path`` (names with dots between), or None if there is none."""
    at: Any = figures
    for name in path.split("."):
        if not isinstance(at, Mapping) or name not in at:
            return None
        at = at[name]
    return float(at) if isinstance(at, int | float) else None


def _refused(*lists: str) -> tuple[str, ...]:
    return tuple(f"limits.{name}.only_measured.refused" for name in lists)


def _flagged(*lists: str) -> tuple[str, ...]:
    return tuple(f"limits.{name}.only_measured.flagged" for name in lists)


RELEASE_CRITERIA = (
    Criterion("AUC, test films", 0.968, 0.991, ("test.auc",)),
    Criterion("Accuracy, test films", 0.91, 0.95, ("test.accuracy",)),
    Criterion("Sensitivity, test films", 0.88, 0.96, ("test.sensitivity",)),
    Criterion("Specificity, test films", 0.88, 0.93, ("test.specificity",)),
    Criterion("Accuracy, holdout films", 0.97, 0.985, ("report.accuracy",)),
    Criterion("Calibration error, holdout films", 0.03, 0.015, ("report.ece",), at_most=True),
    Criterion("Calibration error, test films", 0.10, 0.03, ("test.ece",), at_most=True),
    Criterion("Photographs and brain MRI refused", 0.97, 0.995, _refused(*NON_CHEST)),
    Criterion("Test films refused by mistake", 0.01, 0.003, _refused("test"), at_most=True),
    Criterion("Adults' films refused by mistake", 0.03, 0.01, _refused(*OTHER_POPULATIONS), at_most=True),
    Criterion(
        "Test films rotated or inverted: refused or corrected",
        0.97,
        0.995,
        tuple(f"transformed.{how}.refused_or_put_right" for how in MISORIENTED),
    ),
    Criterion(
        "Adults' films of NIH flagged (or an AUC of 0.75 or more on them)",
        0.90,
        0.98,
        _flagged("nih_adult"),
        instead=("nih_adult.auc", 0.75),
    ),
    Criterion("Adults' films with COVID-19 flagged", 0.60, 0.90, _flagged("covid_adult")),
    Criterion("Test films flagged by mistake", 0.03, 0.01, _flagged("test"), at_most=True),
    Criterion(
        "Label and flag unchanged in another file format",
        0.95,
        0.98,
        tuple(f"files.{name}.both" for name in FILE_FORMATS),
    ),
    Criterion("Heatmap energy inside the lungs", 0.50, 0.70, ("attention.lung_energy",)),
    Criterion("The same, relative to a uniform map", 1.5, None, ("attention.lift",)),
    Criterion(
        "Speed of the shipped file relative to float16, one core", 1.8, 2.4, ("speed.shipped_over_float16",)
    ),
)
"""Accuracy, sensitivity and specificity are those of the label "positive". Out-of-distribution images of the
training half count for no criterion."""
