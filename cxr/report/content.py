"""What a report says: sections of plain sentences, without any layout."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from cxr.inference import meaning_words
from cxr.inference.meaning import assumed_prevalence, meaning_at
from cxr.inference.model_card import ModelCard
from cxr.report.words import NOT_VALIDATED, label_words, operating_points, percent, threshold_sentence
from cxr.study import Finding, Study
from cxr.thresholds import SITE_THRESHOLDS_SENTENCE
from cxr.verdict import Judgement, ReaderFinding, Verdict

DISCLAIMER = "Decision support, not a diagnosis. Pneumoscope is not a medical device."

PrevalenceSource = Literal["request", "own", "site"]

_SOURCES: dict[PrevalenceSource, str] = {
    "own": "The reader set this",
    "site": "The site set this",
    "request": "This report was asked for it",
}


_SEEN = {
    ReaderFinding.PNEUMONIA: "sees pneumonia",
    ReaderFinding.NONE: "sees no finding",
    ReaderFinding.OTHER: "sees another finding",
}
_SAID = {
    Judgement.AGREE: "agrees with the model",
    Judgement.DISAGREE: "disagrees with the model",
    Judgement.UNSURE: "is unsure",
}


@dataclass(frozen=True, slots=True)
class Occasion:
    """Who made a report, when, at which prevalence, 0-1, if one is known, and the newest verdict."""

    made_by: str
    made_at: datetime
    prevalence: float | None = None
    prevalence_source: PrevalenceSource | None = None
    verdict: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its sentences."""

    heading: str
    sentences: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """The parts of a report in the order of the page.

    ``warning`` is None for a film of the validated population. Exactly where there is one, ``label`` and
    ``probability`` are None. ``facts`` are pairs of a name and a value. ``mark`` stands first on a report
    that is not of a patient's film.
    """

    warning: Section | None
    facts: tuple[tuple[str, str], ...]
    label: str | None
    probability: str | None
    sections: tuple[Section, ...]
    made: str
    mark: Section | None = None


SAMPLE = Section(
    "Sample film, of no patient",
    ("The film is synthetic. This sheet shows what a report looks like: keep it out of every record.",),
)
"""The mark of the report of the sample film."""


def report_of(
    study: Study, finding: Finding, card: ModelCard | None, why_foreign: str | None, occasion: Occasion
) -> Report:
    """Return the report of a complete study.

    ``card`` describes the model in use. ``why_foreign`` says why the film is outside the validated
    population, where it is.
    """
    points = operating_points(finding, card)
    is_foreign = finding.label is None
    return Report(
        warning=_warning(why_foreign) if is_foreign else None,
        facts=_facts(study, finding),
        label=label_words(finding.label) if finding.label else None,
        probability=None
        if is_foreign
        else f"{percent(finding.probability, points)} probability of pneumonia",
        sections=tuple(_sections(finding, card, occasion)),
        made=f"Report made by {occasion.made_by}, {_time(occasion.made_at)}.",
    )


def _warning(why: str | None) -> Section:
    doubt = "So the film has no label. Do not rely on its probability."
    return Section(NOT_VALIDATED, (why, doubt) if why else (doubt,))


def _facts(study: Study, finding: Finding) -> tuple[tuple[str, str], ...]:
    return (
        ("Patient reference", study.patient_ref or "None"),
        ("Study", study.study_id),
        ("Received", _time(study.created_at)),
        ("Model", finding.model_version),
    )


def _sections(finding: Finding, card: ModelCard | None, occasion: Occasion) -> Iterator[Section]:
    if occasion.verdict:
        yield Section("Verdict of a reader", tuple(_verdict(occasion.verdict)))
    if finding.label is not None:
        yield Section("What it means here", tuple(_meaning(finding, card, occasion)))
    yield Section("Limits", tuple(_limits(finding, card)))


def _verdict(verdict: Verdict) -> Iterator[str]:
    seen = _SEEN[verdict.finding] if verdict.finding else None
    said = _SAID[verdict.judgement] if verdict.judgement else None
    words = " and ".join(part for part in (seen, said) if part)
    yield f"{verdict.reader_email or 'A program'} {words}, {_time(verdict.given_at)}."
    if verdict.before_opinion:
        yield "The verdict was given before the model's opinion was shown."


def _meaning(finding: Finding, card: ModelCard | None, occasion: Occasion) -> Iterator[str]:
    assumed = assumed_prevalence(finding, card)
    if assumed is None:
        yield (
            "It is not known what this probability means where another share of films shows pneumonia. "
            "Where pneumonia is rarer than among the films used for calibration, it is too high."
        )
        return
    meaning = meaning_at(finding, card, occasion.prevalence)
    if meaning is None:
        yield "How many films show pneumonia here is not set."
        yield from meaning_words.elsewhere(finding.probability, assumed)
    else:
        yield meaning_words.films_like_this(meaning.probability)
        if meaning.predictive_value:
            yield meaning_words.label_is_right(meaning.predictive_value)
        yield _place(meaning.prevalence, occasion.prevalence_source)
    yield (
        f"The model's probability assumes that {percent(assumed)} of films show pneumonia. "
        "Where pneumonia is rarer, it is too high."
    )


def _place(prevalence: float, source: PrevalenceSource | None) -> str:
    sentence = f"This is for a place where {_share(prevalence)} of films show pneumonia."
    return f"{sentence} {_SOURCES[source]}." if source else sentence


def _limits(finding: Finding, card: ModelCard | None) -> Iterator[str]:
    points = operating_points(finding, card)
    if finding.label is None:
        figure = percent(finding.probability)
        yield f"The model's figure of {figure} for pneumonia does not hold for this film."
    elif points:
        yield threshold_sentence(points)
    if finding.site_thresholds:
        yield SITE_THRESHOLDS_SENTENCE
    if finding.in_population is None:
        yield "The model could not check whether this film is similar to those used for validation."
    if card:
        yield f"Validated on: {card.population}."
        if card.not_for_use:
            yield "This model is not for use: it was calibrated on too few films."
    yield (
        "The heatmap shows the places in the lungs on which the finding rests. They are the model's evidence "
        "and may be wrong."
    )
    yield "The pictures are reduced for print. Read the film itself."


def _share(share: float) -> str:
    return f"{round(100 * share, 2):g} %"


def _time(moment: datetime) -> str:
    """Return a time in UTC: a reader of the paper may be in another zone than the server."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
