"""A verdict in words."""

import json
from typing import Any

import pytest

from tests.unit.webapp.support.node import run_script

PROGRAM = """
const { verdictWords, readerWords } = await import(process.argv[1]);
const verdict = JSON.parse(process.argv[2]);
console.log(JSON.stringify([verdictWords(verdict), readerWords(verdict)]));
"""


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (
            {"finding": "other", "verdict": "disagree", "is_own": True},
            ["another finding, you disagree with the model", "you"],
        ),
        (
            {"finding": None, "verdict": "unsure", "is_own": False, "reader_email": "a@b.example"},
            ["unsure", "a@b.example"],
        ),
        (
            {"finding": "none", "verdict": None, "is_own": False, "reader_email": None},
            ["no finding", "a program"],
        ),
    ],
)
def test_a_verdict_says_what_its_reader_said(verdict: dict[str, Any], words: list[str]) -> None:
    assert run_script("verdict/verdict_words.js", PROGRAM, json.dumps(verdict)) == words
