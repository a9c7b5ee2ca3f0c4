"""The words of the pages for a finding."""

import json
from typing import Any

import pytest

from cxr.study import Label
from tests.unit.webapp.support.node import run_script

PROGRAM = """
const { findingWords } = await import(process.argv[1]);
console.log(JSON.stringify(findingWords(JSON.parse(process.argv[2]))));
"""


def words(label: str | None, in_population: bool | None) -> Any:
    study = {"label": label, "in_population": in_population}
    return run_script("shared/study_words.js", PROGRAM, json.dumps(study))


@pytest.mark.parametrize("in_population", [True, None])
@pytest.mark.parametrize("label", Label)
def test_a_label_has_words_of_its_own(label: Label, in_population: bool | None) -> None:
    assert words(label, in_population) not in (None, "", label.value)


@pytest.mark.parametrize("label", [None, *Label])
def test_a_film_outside_the_population_never_has_the_words_of_a_label(label: Label | None) -> None:
    assert words(label, False) == "Not validated for this film"


def test_a_study_without_a_finding_has_no_words_of_one() -> None:
    assert words(None, None) is None
