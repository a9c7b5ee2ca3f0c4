"""The text for the record, and the words of earlier films."""

from typing import Any

from tests.unit.webapp.support.node import run_script

PAGE = '{ dataset: { cardVersion: "v1", negativeBelow: "0.42", positiveFrom: "0.897" } }'
STUDY = (
    '{ study_id: "S", created_at: "2026-11-23T12:00:00Z", patient_ref: "P-7", model_version: "v1",'
    ' probability: 0.93, label: "positive", in_population: true, out_of_population_sentence: null,'
    ' meaning: { assumed_prevalence: 0.7635, sentence: "Of 100 films, about 31 show pneumonia." } }'
)


def record(changes: str = "") -> list[str]:
    program = (
        "const { recordLines } = await import(process.argv[1]);"
        f"console.log(JSON.stringify(recordLines({PAGE}, {{ ...{STUDY}, {changes} }})))"
    )
    lines: list[str] = run_script("reports/record_lines.js", program)
    return lines


def prior(changes: str = "") -> Any:
    program = (
        "const { priorWords } = await import(process.argv[1]);"
        f"console.log(JSON.stringify(priorWords({PAGE}, {{ ...{STUDY}, comparable: true, {changes} }})))"
    )
    return run_script("priors/prior_words.js", program)


def test_three_lines_hold_what_a_record_needs() -> None:
    first, second, third = record()
    assert first.startswith("Chest X-ray P-7, received ")
    assert first.endswith(", study S.")
    assert second == (
        "Signs of pneumonia, 93.0 % probability of pneumonia. It assumes that 76.4 % of films show"
        " pneumonia. Of 100 films, about 31 show pneumonia."
    )
    assert third == "Pneumoscope, model v1: decision support, not a diagnosis."


def test_a_film_outside_the_population_is_recorded_without_figure_or_label() -> None:
    outside = 'in_population: false, label: null, meaning: null, out_of_population_sentence: "Too old."'
    _, second, _ = record(outside)
    assert second.startswith("Not validated for this film: Too old.")
    assert "%" not in second


def test_a_record_without_meaning_says_that_the_figure_may_be_too_high() -> None:
    _, second, _ = record("meaning: null")
    assert second.endswith("it is too high.")


def test_a_prior_has_its_version_beside_its_figure() -> None:
    assert prior() == "Signs of pneumonia · 93.0 % · model v1"
    assert prior('comparable: false, model_version: "v0"') == (
        "Signs of pneumonia · 93.0 % · model v0, not comparable"
    )
    assert prior("in_population: false, label: null") == "Not validated for this film · model v1"
