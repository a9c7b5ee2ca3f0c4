"""The words of a report are those of the pages."""

import pytest

from cxr.report.words import label_words, percent
from cxr.study import Label
from tests.unit.webapp.support.node import run_script

POINTS = (0.42, 0.897)
PROBABILITIES = (0.0, 0.004, 0.0995, 0.4196, 0.41999, 0.42, 0.6125, 0.89699, 0.897, 0.9, 0.9904, 0.9906, 1.0)


def test_a_probability_reads_as_on_the_page() -> None:
    program = (
        "const { percent } = await import(process.argv[1]);"
        "const [values, points] = JSON.parse(process.argv[2]);"
        "console.log(JSON.stringify(values.map((value) => percent(value, points))))"
    )
    shown = run_script("shared/probability.js", program, f"[{list(PROBABILITIES)}, {list(POINTS)}]")
    assert [percent(value, POINTS) for value in PROBABILITIES] == shown


@pytest.mark.parametrize("label", Label)
def test_a_label_reads_as_on_the_page(label: Label) -> None:
    program = (
        "const { findingWords } = await import(process.argv[1]);"
        "console.log(JSON.stringify(findingWords({ label: process.argv[2] })))"
    )
    assert run_script("shared/study_words.js", program, label) == label_words(label)
