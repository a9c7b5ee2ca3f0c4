"""A reader's verdict on a film, beside the finding of the model."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from cxr.study import Finding, Label

MAX_NOTE = 500
"""Characters of a note: room for a reason, not for a report."""


class Judgement(StrEnum):
    """What a reader says of the model's label."""

    AGREE = "agree"
    DISAGREE = "disagree"
    UNSURE = "unsure"


class ReaderFinding(StrEnum):
    """What a reader sees on the film. ``OTHER`` is another finding, and no pneumonia."""

    PNEUMONIA = "pneumonia"
    NONE = "none"
    OTHER = "other"


_CLEAR_LABELS = (Label.POSITIVE, Label.NEGATIVE)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one reader concluded about one film at one time. A change of mind is another verdict.

    ``reader`` is the account (``sub``), ``reader_email`` the address that it was signed in with; a program
    with a token has none. ``said`` is None if the reader gave a finding alone. ``before_opinion``: whether
    the verdict was given before the model's opinion was shown to the reader. ``opinion`` is the finding of
    the model at that time, without its regions.
    """

    study_id: str
    reader: str
    reader_email: str | None
    given_at: datetime
    said: Judgement | None
    finding: ReaderFinding | None
    before_opinion: bool
    opinion: Finding
    note: str | None = None

    @property
    def judgement(self) -> Judgement | None:
        """Return what the reader said of the label, or else what follows from the reader's own finding.

        None if nothing follows: the label is uncertain, or the film has none.
        """
        if self.said or self.finding is None or self.opinion.label not in _CLEAR_LABELS:
            return self.said
        sees_pneumonia = self.finding is ReaderFinding.PNEUMONIA
        is_positive = self.opinion.label is Label.POSITIVE
        return Judgement.AGREE if sees_pneumonia == is_positive else Judgement.DISAGREE

    @property
    def has_pneumonia(self) -> bool | None:
        """Return whether the film shows pneumonia in the reader's eyes, or None if that is not known."""
        if self.finding:
            return self.finding is ReaderFinding.PNEUMONIA
        if self.said in (None, Judgement.UNSURE) or self.opinion.label not in _CLEAR_LABELS:
            return None
        return (self.said is Judgement.AGREE) == (self.opinion.label is Label.POSITIVE)

    @property
    def is_outside_population(self) -> bool:
        """Return whether the film was outside the validated population."""
        return self.opinion.in_population is False


@dataclass(frozen=True, slots=True)
class OpinionShown:
    """A reader asked for the model's opinion on a film before giving a verdict."""

    study_id: str
    reader: str
    shown_at: datetime


@dataclass(frozen=True, slots=True)
class Readings:
    """What readers did with films, oldest first.

    ``altered`` is the number of stored entries that were changed after they were written; they are left out.
    """

    verdicts: tuple[Verdict, ...] = ()
    shown: tuple[OpinionShown, ...] = ()
    altered: int = 0

    def of(self, study_id: str) -> "Readings":
        """Return those of one film."""
        return Readings(
            tuple(verdict for verdict in self.verdicts if verdict.study_id == study_id),
            tuple(shown for shown in self.shown if shown.study_id == study_id),
        )

    def opened_by(self, reader: str) -> set[str]:
        """Return the studies on which the reader has given a verdict, or has asked for the opinion."""
        judged = {verdict.study_id for verdict in self.verdicts if verdict.reader == reader}
        return judged | {shown.study_id for shown in self.shown if shown.reader == reader}
