"""What a radiographer reads of a film that is not judged."""

import re

import pytest

from cxr.imaging.size_limits import MAX_PIXELS, MIN_SIDE
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason

ADVICE = re.compile(r"\b(upload|export|rename|corrected|look at)\b", re.IGNORECASE)


@pytest.mark.parametrize("reason", RefusalReason)
def test_a_refusal_says_what_to_do(reason: RefusalReason) -> None:
    assert ADVICE.search(reason.sentence)


def test_no_two_refusals_have_the_same_sentence() -> None:
    assert len({reason.sentence for reason in RefusalReason}) == len(RefusalReason)


@pytest.mark.parametrize(
    ("reason", "fault", "advice"),
    [
        (RefusalReason.PARTIAL_CHEST, "part of the chest", "whole film with both lungs"),
        (RefusalReason.SEVERAL_FILMS, "two or more films", "each film as a file of its own"),
        (RefusalReason.OUT_OF_FOCUS, "out of focus", "the original film"),
    ],
)
def test_a_picture_that_is_not_judged_names_its_fault_and_the_remedy(
    reason: RefusalReason, fault: str, advice: str
) -> None:
    what_is_wrong, _, what_to_do = reason.sentence.partition("; ")
    assert fault in what_is_wrong
    assert advice in what_to_do


def test_the_limits_in_the_sentences_are_those_of_the_reader() -> None:
    assert f"{MAX_PIXELS // 1_000_000} megapixels" in RefusalReason.TOO_LARGE.sentence
    assert f"{MAX_UPLOAD_BYTES // 1024**2} MB" in RefusalReason.TOO_LARGE.sentence
    assert f"{MIN_SIDE} pixels" in RefusalReason.TOO_SMALL.sentence
