"""What a release is held to: the least that must be reached, and what is aimed at."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

FOREIGN = ("photo", "brain_mri")
ADULTS = ("nih_adult", "covid_adult")
SPOILT = ("turned_90", "turned_180", "turned_270", "inverted")
STORED = ("upsampled", "png", "jpeg_70", "stretched_5_4", "stretched_4_5")


class Verdict(StrEnum):
    """How a measured figure stands to its bar."""

    AIM = "aim reached"
    MUST = "must reached"
    MISSED = "missed"
    UNKNOWN = "not measured"


@dataclass(frozen=True, slots=True)
class Bar:
    """One demand.

    ``figures`` are the places of what is measured, with dots between; the worst of them counts, and
    all must be there. ``at_most`` for what should be small. ``instead`` is another figure, and from
    which value on it does as well as ``must``.
    """

    name: str
    must: float
    aim: float | None
    figures: tuple[str, ...]
    at_most: bool = False
    instead: tuple[str, float] | None = None

    def measured(self, figures: Mapping[str, Any]) -> float | None:
        """The worst of the figures, or None where one of them is lacking."""
        found = [figure(figures, place) for place in self.figures]
        told = [value for value in found if value is not None]
        if len(told) < len(found):
            return None
        return max(told) if self.at_most else min(told)

    def verdict(self, figures: Mapping[str, Any]) -> Verdict:
        """What the measured figure reaches."""
        measured = self.measured(figures)
        if measured is not None and self.aim is not None and self._reaches(measured, self.aim):
            return Verdict.AIM
        if measured is not None and self._reaches(measured, self.must):
            return Verdict.MUST
        if (
            self.instead
            and (other := figure(figures, self.instead[0])) is not None
            and other >= self.instead[1]
        ):
            return Verdict.MUST
        return Verdict.UNKNOWN if measured is None else Verdict.MISSED

    def _reaches(self, measured: float, demand: float) -> bool:
        return measured <= demand if self.at_most else measured >= demand


def figure(figures: Mapping[str, Any], place: str) -> float | None:
    """The figure at ``place`` (names with dots between), or None where it is not told."""
    at: Any = figures
    for name in place.split("."):
        if not isinstance(at, Mapping) or name not in at:
            return None
        at = at[name]
    return float(at) if isinstance(at, int | float) else None


def _refused(*lists: str) -> tuple[str, ...]:
    return tuple(f"limits.{name}.only_measured.refused" for name in lists)


def _flagged(*lists: str) -> tuple[str, ...]:
    return tuple(f"limits.{name}.only_measured.flagged" for name in lists)


BARS = (
    Bar("AUC, test films", 0.968, 0.991, ("test.auc",)),
    Bar("Accuracy, test films", 0.91, 0.95, ("test.accuracy",)),
    Bar("Sensitivity, test films", 0.88, 0.96, ("test.sensitivity",)),
    Bar("Specificity, test films", 0.88, 0.93, ("test.specificity",)),
    Bar("Accuracy, reported tenth", 0.97, 0.985, ("report.accuracy",)),
    Bar("Calibration error, reported tenth", 0.03, 0.015, ("report.ece",), at_most=True),
    Bar("Calibration error, test films", 0.10, 0.03, ("test.ece",), at_most=True),
    Bar("Photographs and brain MRI refused", 0.97, 0.995, _refused(*FOREIGN)),
    Bar("Test films refused by mistake", 0.01, 0.003, _refused("test"), at_most=True),
    Bar("Adults' films refused by mistake", 0.03, 0.01, _refused(*ADULTS), at_most=True),
    Bar(
        "Test films on their side, upside down or inverted: refused or put right",
        0.97,
        0.995,
        tuple(f"transformed.{how}.refused_or_put_right" for how in SPOILT),
    ),
    Bar(
        "Adults' films of NIH flagged (or judged with an AUC from 0.75 on)",
        0.90,
        0.98,
        _flagged("nih_adult"),
        instead=("nih_adult.auc", 0.75),
    ),
    Bar("Adults' films with COVID-19 flagged", 0.60, 0.90, _flagged("covid_adult")),
    Bar("Test films flagged by mistake", 0.03, 0.01, _flagged("test"), at_most=True),
    Bar(
        "Label and flag unchanged in another file",
        0.95,
        0.98,
        tuple(f"files.{way}.both" for way in STORED),
    ),
    Bar("Heatmap energy inside the lungs", 0.50, 0.70, ("attention.lung_energy",)),
    Bar("The same, over that of a uniform map", 1.5, None, ("attention.lift",)),
    Bar(
        "Speed of the shipped file over its float16 twin, one core", 1.8, 2.4, ("speed.shipped_over_float16",)
    ),
)
"""Accuracy, sensitivity and specificity are those of the label "positive". What screening was fitted on
counts for none of them."""
