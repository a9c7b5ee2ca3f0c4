"""What a model must reach to be released, what it aims at, and what it reached: part of its card."""

from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class Verdict(StrEnum):
    """The result of a criterion."""

    AIM = "aim reached"
    MUST = "must reached"
    MISSED = "missed"
    UNKNOWN = "not measured"


class JudgedCriterion(BaseModel):
    """A release criterion beside the figure of one model.

    ``at_most``: the figure should be small. ``measured`` is None if a figure is missing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    must: float
    aim: float
    at_most: bool
    measured: float | None
    verdict: Verdict
