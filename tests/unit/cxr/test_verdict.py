"""What follows from what a reader said."""

import pytest

from cxr.study import Finding
from tests.support.verdicts import OUTSIDE, opinion, verdict

POSITIVE, UNCERTAIN, NEGATIVE = (opinion(label) for label in ("positive", "uncertain", "negative"))


@pytest.mark.parametrize(
    ("of", "finding", "judgement"),
    [
        (POSITIVE, "pneumonia", "agree"),
        (POSITIVE, "none", "disagree"),
        (POSITIVE, "other", "disagree"),
        (NEGATIVE, "pneumonia", "disagree"),
        (NEGATIVE, "none", "agree"),
        (NEGATIVE, "other", "agree"),
        (UNCERTAIN, "pneumonia", None),
        (OUTSIDE, "pneumonia", None),
    ],
)
def test_a_finding_alone_says_whether_its_reader_agrees(
    of: Finding, finding: str, judgement: str | None
) -> None:
    assert verdict(1, None, finding, of).judgement == judgement
    assert verdict(1, "unsure", finding, of).judgement == "unsure", "what was said comes first"


@pytest.mark.parametrize(
    ("of", "said", "has_pneumonia"),
    [
        (POSITIVE, "agree", True),
        (POSITIVE, "disagree", False),
        (NEGATIVE, "agree", False),
        (NEGATIVE, "disagree", True),
        (UNCERTAIN, "agree", None),
        (POSITIVE, "unsure", None),
        (OUTSIDE, "unsure", None),
    ],
)
def test_a_verdict_alone_says_whether_the_film_shows_pneumonia(
    of: Finding, said: str, has_pneumonia: bool | None
) -> None:
    assert verdict(1, said, None, of).has_pneumonia is has_pneumonia
    assert verdict(1, said, "pneumonia", of).has_pneumonia is True, "the reader's own finding comes first"
    assert verdict(1, said, "other", of).has_pneumonia is False
