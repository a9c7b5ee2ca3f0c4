"""What a report says in the rarer cases."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

from cxr.inference.model_card import load_model_card
from cxr.report.content import Occasion, Report, report_of
from cxr.study import Finding, Label, Status, Study
from cxr.verdict import ReaderFinding, Verdict

CARD = load_model_card()
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
FINDING = Finding(0.93, Label.POSITIVE, True, CARD.version)
STUDY = Study("ward", "01JDB3X4Y5Z6A7B8C9D0E1F2G3", Status.COMPLETE, NOON, NOON)


def report(finding: Finding = FINDING, prevalence: float | None = None) -> Report:
    return report_of(STUDY, finding, CARD, None, Occasion("anna@example.org", NOON, prevalence, "own"))


def sentences(report: Report, heading: str) -> str:
    return " ".join(next(section.sentences for section in report.sections if section.heading == heading))


def test_without_a_prevalence_a_report_says_what_it_means_elsewhere() -> None:
    said = sentences(report(), "What it means here")
    assert said.startswith("How many films show pneumonia here is not set. Where 5 in 100 films")


def test_a_finding_of_an_older_model_is_not_converted() -> None:
    older = report(replace(FINDING, model_version="an-older-one"), prevalence=0.1)
    assert "It is not known what this probability means" in sentences(older, "What it means here")
    assert "Below" not in sentences(older, "Limits")


def test_the_verdict_of_a_reader_comes_first_and_states_if_it_was_blind() -> None:
    verdict = Verdict(
        *(STUDY.study_id, "a-sub", "ben@example.org", NOON),
        said=None,
        finding=ReaderFinding.NONE,
        before_opinion=True,
        opinion=FINDING,
    )
    made = report_of(STUDY, FINDING, CARD, None, Occasion("anna@example.org", NOON, verdict=verdict))
    assert made.sections[0].sentences == (
        "ben@example.org sees no finding and disagrees with the model, 2026-11-23 12:00:00 UTC.",
        "The verdict was given before the model's opinion was shown.",
    )


def test_an_unchecked_film_is_named_as_such() -> None:
    assert "could not check" in sentences(report(replace(FINDING, in_population=None)), "Limits")


def test_a_film_without_reference_says_none() -> None:
    assert ("Patient reference", "None") in report().facts


def test_times_are_in_utc() -> None:
    local = NOON.astimezone(timezone(timedelta(hours=5)))
    made = report_of(STUDY, FINDING, CARD, None, Occasion("anna@example.org", local)).made
    assert made == "Report made by anna@example.org, 2026-11-23 12:00:00 UTC."
