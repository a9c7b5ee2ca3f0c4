"""A prevalence as a reader types it and as the page says it."""

import json

import pytest

from tests.unit.webapp.support.node import run_script

TYPING = """
const { shareOf, percentOf } = await import(process.argv[1]);
console.log(JSON.stringify(JSON.parse(process.argv[2]).map(shareOf).map((s) => [s, percentOf(s)])));
"""

SAYING = """
const { sourceSentence } = await import(process.argv[1]);
console.log(JSON.stringify(sourceSentence(...JSON.parse(process.argv[2]))));
"""


def test_a_prevalence_is_typed_in_per_cent_with_point_or_comma() -> None:
    typed = run_script("result/prevalence_words.js", TYPING, json.dumps(["10", " 7.3", "0,5", "12.3 "]))
    assert [round(share, 9) for share, _ in typed] == [0.1, 0.073, 0.005, 0.123]
    assert [percent for _, percent in typed] == ["10", "7.3", "0.5", "12.3"]


@pytest.mark.parametrize("text", ["ten", "10 %", "1e", "--"])
def test_other_text_is_left_to_the_server_as_no_number(text: str) -> None:
    # JSON writes NaN as null.
    assert run_script("result/prevalence_words.js", TYPING, json.dumps([text])) == [[None, "NaN"]]


@pytest.mark.parametrize(
    ("share", "source", "sentence"),
    [
        (0.1, "own", "This is for a place where 10 % of films show pneumonia. You set this."),
        (0.055, "site", "This is for a place where 5.5 % of films show pneumonia. Your site set this."),
        (0.2, "request", "This is for a place where 20 % of films show pneumonia. This is not saved."),
        (None, None, "How many films show pneumonia here is not set."),
    ],
)
def test_the_page_says_whose_prevalence_it_is(share: float | None, source: str | None, sentence: str) -> None:
    assert run_script("result/prevalence_words.js", SAYING, json.dumps([share, source])) == sentence
