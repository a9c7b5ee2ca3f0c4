"""What a report says: sections of plain sentences, without any layout."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from cxr.inference import meaning_words
from cxr.inference.meaning import assumed_prevalence, meaning_at
from cxr.inference.meaning_words import ENGLISH, Wording
from cxr.inference.model_card import ModelCard
from cxr.report.phrases import Phrase
from cxr.report.words import label_words, operating_points, percent, threshold_sentence
from cxr.study import Finding, Study
from cxr.verdict import Judgement, ReaderFinding, Verdict

PrevalenceSource = Literal["request", "own", "site"]

_SOURCES: dict[PrevalenceSource, Phrase] = {
    "own": Phrase.SET_BY_READER,
    "site": Phrase.SET_BY_SITE,
    "request": Phrase.SET_BY_REQUEST,
}
_SEEN = {
    ReaderFinding.PNEUMONIA: Phrase.SEES_PNEUMONIA,
    ReaderFinding.NONE: Phrase.SEES_NONE,
    ReaderFinding.OTHER: Phrase.SEES_OTHER,
}
_SAID = {
    Judgement.AGREE: Phrase.AGREES,
    Judgement.DISAGREE: Phrase.DISAGREES,
    Judgement.UNSURE: Phrase.IS_UNSURE,
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
    """The parts of a report in the order of the page, and how its layout words what it adds.

    ``warning`` is None for a film of the validated population. Exactly where there is one, ``label`` and
    ``probability`` are None. ``facts`` are pairs of a name and a value. ``mark`` stands first on a report
    that is not of a patient's film.
    """

    study_id: str
    warning: Section | None
    facts: tuple[tuple[str, str], ...]
    label: str | None
    probability: str | None
    sections: tuple[Section, ...]
    made: str
    wording: Wording
    mark: Section | None = None


def sample_mark(wording: Wording) -> Section:
    """Return the mark of the report of the sample film."""
    return Section(wording.say(Phrase.SAMPLE), (wording.say(Phrase.SAMPLE_MEANING),))


def report_of(  # noqa: PLR0913, PLR0917  (a study, its model, its reader)
    study: Study,
    finding: Finding,
    card: ModelCard | None,
    why_foreign: str | None,
    occasion: Occasion,
    wording: Wording = ENGLISH,
) -> Report:
    """Return the report of a complete study.

    ``card`` describes the model in use. ``why_foreign`` says why the film is outside the validated
    population, where it is, in the language of the wording.
    """
    words = _Words(finding, card, occasion, wording)
    return Report(
        study_id=study.study_id,
        warning=words.warning(why_foreign),
        facts=words.facts(study),
        label=label_words(finding.label, wording) if finding.label else None,
        probability=words.probability,
        sections=tuple(words.sections()),
        made=wording.say(Phrase.MADE, reader=occasion.made_by, time=_time(occasion.made_at)),
        wording=wording,
    )


@dataclass(frozen=True, slots=True)
class _Words:
    """Words one finding for one occasion."""

    finding: Finding
    card: ModelCard | None
    occasion: Occasion
    wording: Wording

    def warning(self, why: str | None) -> Section | None:
        if self.finding.label is not None:
            return None
        doubt = self.wording.say(Phrase.DOUBT)
        return Section(self.wording.say(Phrase.NOT_VALIDATED), (why, doubt) if why else (doubt,))

    def facts(self, study: Study) -> tuple[tuple[str, str], ...]:
        say = self.wording.say
        return (
            (say(Phrase.REFERENCE), study.patient_ref or say(Phrase.NO_REFERENCE)),
            (say(Phrase.STUDY), study.study_id),
            (say(Phrase.RECEIVED), _time(study.created_at)),
            (say(Phrase.MODEL), self.finding.model_version),
        )

    @property
    def probability(self) -> str | None:
        if self.finding.label is None:
            return None
        points = operating_points(self.finding, self.card)
        share = percent(self.finding.probability, points, self.wording)
        return self.wording.say(Phrase.PROBABILITY, share=share)

    def sections(self) -> Iterator[Section]:
        say = self.wording.say
        if self.occasion.verdict:
            yield Section(say(Phrase.VERDICT), tuple(self._verdict(self.occasion.verdict)))
        if self.finding.label is not None:
            yield Section(say(Phrase.MEANING), tuple(self._meaning()))
        yield Section(say(Phrase.LIMITS), tuple(self._limits()))

    def _verdict(self, verdict: Verdict) -> Iterator[str]:
        say = self.wording.say
        seen = say(_SEEN[verdict.finding]) if verdict.finding else ""
        said = say(_SAID[verdict.judgement]) if verdict.judgement else ""
        words = say(Phrase.VERDICT_OF_BOTH, seen=seen, said=said) if seen and said else seen or said
        reader = verdict.reader_email or say(Phrase.PROGRAM)
        yield say(Phrase.VERDICT_GIVEN, reader=reader, words=words, time=_time(verdict.given_at))
        if verdict.before_opinion:
            yield say(Phrase.BEFORE_OPINION)

    def _meaning(self) -> Iterator[str]:
        finding, wording = self.finding, self.wording
        assumed = assumed_prevalence(finding, self.card)
        if assumed is None:
            yield wording.say(Phrase.MEANING_UNKNOWN)
            return
        meaning = meaning_at(finding, self.card, self.occasion.prevalence)
        if meaning is None:
            yield wording.say(Phrase.PREVALENCE_UNSET)
            yield from meaning_words.elsewhere(finding.probability, assumed, wording)
        else:
            yield meaning_words.films_like_this(meaning.probability, wording)
            if meaning.predictive_value:
                yield meaning_words.label_is_right(meaning.predictive_value, wording)
            yield self._place(meaning.prevalence)
        yield wording.say(Phrase.ASSUMED, share=percent(assumed, (), wording))

    def _place(self, prevalence: float) -> str:
        share = f"{round(100 * prevalence, 2):g} %".replace(".", self.wording.decimal_sign)
        sentence = self.wording.say(Phrase.PREVALENCE, share=share)
        source = self.occasion.prevalence_source
        return f"{sentence} {self.wording.say(_SOURCES[source])}" if source else sentence

    def _limits(self) -> Iterator[str]:
        finding, say = self.finding, self.wording.say
        points = operating_points(finding, self.card)
        if finding.label is None:
            yield say(Phrase.NO_FIGURE, share=percent(finding.probability, (), self.wording))
        elif points:
            yield threshold_sentence(points, self.wording)
        if finding.site_thresholds:
            yield say(Phrase.SITE_THRESHOLDS)
        if finding.in_population is None:
            yield say(Phrase.UNCHECKED)
        if self.card:
            yield say(Phrase.VALIDATED_ON, population=self.wording.translate(self.card.population))
            if self.card.not_for_use:
                yield say(Phrase.NOT_FOR_USE)
        yield say(Phrase.HEATMAP)
        yield say(Phrase.REDUCED)


def _time(moment: datetime) -> str:
    """Return a time in UTC: a reader of the paper may be in another zone than the server."""
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC"
