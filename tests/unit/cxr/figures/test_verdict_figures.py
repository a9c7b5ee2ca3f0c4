"""The figures of verdicts, against figures computed by hand."""

from dataclasses import replace

import pytest

from cxr.figures.proportion import Proportion
from cxr.figures.verdict_figures import figures_by_model, newest_of_each_film
from tests.support.verdicts import opinion, verdict

POSITIVE, UNCERTAIN, NEGATIVE = (opinion(label) for label in ("positive", "uncertain", "negative"))

TWENTY = (
    # Called positive: eight are ill in the reader's eyes, two are not.
    *(verdict(film, "agree", None, POSITIVE) for film in range(6)),
    *(verdict(film, None, "pneumonia", POSITIVE) for film in (6, 7)),
    verdict(8, "disagree", None, POSITIVE),
    verdict(9, None, "other", POSITIVE),
    # Called negative: five are well, one is ill, and of one the reader is not sure.
    *(verdict(film, "agree", None, NEGATIVE) for film in range(10, 14)),
    verdict(14, None, "none", NEGATIVE),
    verdict(15, "disagree", "pneumonia", NEGATIVE),
    verdict(16, "unsure", None, NEGATIVE),
    # Uncertain: one is ill, one is well, and the third reader only agrees that it is uncertain.
    verdict(17, None, "pneumonia", UNCERTAIN),
    verdict(18, "unsure", "none", UNCERTAIN),
    verdict(19, "agree", None, UNCERTAIN),
)


def test_twenty_verdicts_give_the_figures_computed_by_hand() -> None:
    (figures,) = figures_by_model(TWENTY)
    assert (figures.model_version, figures.films, figures.unsure) == ("v-1", 20, 2)
    # Agree: 8 positive, 5 negative, 1 uncertain. Disagree: 2 positive, 1 negative.
    assert figures.agreement == Proportion(14, 17)
    # Ill: 8 positive, 1 negative, 1 uncertain. Well: 2 positive, 5 negative, 1 uncertain.
    assert figures.sensitivity == Proportion(8, 10)
    assert figures.specificity == Proportion(6, 8)
    # (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n) with p = 0.8, n = 10, z = 1.96.
    assert figures.sensitivity.interval == pytest.approx((0.490, 0.943), abs=5e-4)


def test_a_film_counts_once_by_its_newest_verdict() -> None:
    changed = verdict(0, "disagree", None, POSITIVE, minute=60, reader="sub-2")
    verdicts = newest_of_each_film((*TWENTY, changed))
    assert (len(verdicts), verdicts[-1]) == (20, changed)
    (figures,) = figures_by_model(verdicts)
    assert figures.agreement == Proportion(13, 17)


def test_each_model_version_has_figures_of_its_own_the_latest_first() -> None:
    newer = [replace(one, opinion=opinion("positive", "v-2")) for one in (TWENTY[0], TWENTY[9])]
    found = figures_by_model((*TWENTY[1:9], *newer))
    assert [(figures.model_version, figures.films) for figures in found] == [("v-2", 2), ("v-1", 8)]
    assert found[0].agreement == Proportion(1, 2)


def test_without_verdicts_there_are_no_figures() -> None:
    assert figures_by_model(()) == ()
