"""What a finding means at a prevalence, by the figures of the model card."""

from dataclasses import replace

import pytest
from pydantic import JsonValue

from cxr.inference.meaning import PredictiveValue, assumed_prevalence, label_value, meaning_at
from cxr.inference.meaning_words import elsewhere, films_like_this, in_100, label_is_right
from cxr.inference.model_card import Calibration, ModelCard
from cxr.study import Finding, Label
from tests.support.inference.networks import CARD as PLAIN

TEST: dict[str, JsonValue] = {
    "films": 624,
    "uncertain": 24,
    "sensitivity": 0.98974,
    "specificity": 0.89744,
    "pneumonia_called_negative": 0.00769,
    "intervals": {
        "sensitivity": [0.97819, 1.0],
        "specificity": [0.85651, 0.93417],
        "pneumonia_called_negative": [0.0, 0.01742],
    },
    "classes": {"normal": {"support": 234, "f1": 0.93}, "pneumonia": {"support": 390}},
}
CARD = PLAIN.model_copy(
    update={
        "calibration": Calibration(slope=1, intercept=0, prevalence=0.76354),
        "figures": {"test": TEST},
    }
)
FINDING = Finding(0.897, Label.POSITIVE, True, CARD.version)


def _card(**changes: JsonValue) -> ModelCard:
    return CARD.model_copy(update={"figures": {"test": {**TEST, **changes}}})


def _value(label: Label, prevalence: float = 0.1, card: ModelCard = CARD) -> PredictiveValue:
    found = label_value(label, card, prevalence)
    assert found
    return found


@pytest.mark.parametrize(
    ("probability", "count"),
    [(0.897, 23), (0.42, 2), (0.99, 77), (0.76354, 10), (0.0001, 0), (0.999999, 100)],
)
def test_a_finding_says_how_many_such_films_show_pneumonia_at_ten_per_cent(
    probability: float, count: int
) -> None:
    meaning = meaning_at(replace(FINDING, probability=probability), CARD, 0.1)
    assert meaning
    assert in_100(meaning.probability) == count


def test_thresholds_and_label_do_not_move_with_the_prevalence() -> None:
    meaning = meaning_at(FINDING, CARD, 0.05)
    assert meaning
    assert meaning.predictive_value
    assert meaning.predictive_value.label is FINDING.label


@pytest.mark.parametrize(
    "changes",
    [
        {"in_population": False, "label": None},
        {"in_population": None},
        {"model_version": "another"},
    ],
    ids=["outside_the_population", "unknown_population", "another_model"],
)
def test_a_finding_without_a_known_prevalence_has_no_meaning_elsewhere(changes: dict[str, object]) -> None:
    finding = replace(FINDING, **changes)  # type: ignore[arg-type]
    assert assumed_prevalence(finding, CARD) is None
    assert meaning_at(finding, CARD, 0.1) is None


@pytest.mark.parametrize("card", [None, PLAIN], ids=["no_card", "no_prevalence_in_the_card"])
def test_a_card_without_its_prevalence_gives_no_meaning(card: ModelCard | None) -> None:
    assert meaning_at(FINDING, card, 0.1) is None


def test_without_a_prevalence_there_is_no_meaning() -> None:
    assert meaning_at(FINDING, CARD, None) is None
    assert assumed_prevalence(FINDING, CARD) == 0.76354


@pytest.mark.parametrize(
    ("prevalence", "ppv"),
    [(0.02, 0.165), (0.05, 0.337), (0.1, 0.517), (0.2, 0.707), (0.4, 0.865), (0.625, 0.941), (0.76, 0.968)],
)
def test_the_ppv_comes_from_sensitivity_and_specificity_of_the_test_films(
    prevalence: float, ppv: float
) -> None:
    found = _value(Label.POSITIVE, prevalence)
    assert (round(found.value, 3), found.films) == (ppv, 624)


def test_the_interval_of_the_ppv_takes_both_worse_and_both_better_ends() -> None:
    found = _value(Label.POSITIVE)
    assert found.interval
    worst = 0.1 * 0.97819 / (0.1 * 0.97819 + 0.9 * (1 - 0.85651))
    best = 0.1 * 1.0 / (0.1 * 1.0 + 0.9 * (1 - 0.93417))
    assert found.interval == pytest.approx((worst, best))
    assert found.interval[0] < found.value < found.interval[1]


def test_the_npv_comes_from_the_films_that_are_called_negative() -> None:
    found = _value(Label.NEGATIVE, card=_card(normal_called_negative=0.8))
    assert found.value == pytest.approx(0.9 * 0.8 / (0.9 * 0.8 + 0.1 * 0.00769))
    assert found.interval is None, "the card has no interval of one of the two shares"


def test_npv_counts_uncertain_films_as_normal_if_the_card_is_silent() -> None:
    found = _value(Label.NEGATIVE)
    unsure = 24 / 234
    right, lowest = 0.89744 - unsure, 0.85651 - unsure
    assert found.value == pytest.approx(0.9 * right / (0.9 * right + 0.1 * 0.00769))
    assert found.interval == pytest.approx((0.9 * lowest / (0.9 * lowest + 0.1 * 0.01742), 1.0))


def test_the_npv_takes_the_specificity_if_the_card_does_not_count_films() -> None:
    found = _value(Label.NEGATIVE, card=_card(classes={}))
    assert found.value == pytest.approx(0.9 * 0.89744 / (0.9 * 0.89744 + 0.1 * 0.00769))


def test_an_uncertain_film_has_no_predictive_value() -> None:
    assert label_value(Label.UNCERTAIN, CARD, 0.1) is None
    assert label_value(None, CARD, 0.1) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"specificity": None},
        {"sensitivity": "high"},
        {"films": "many"},
        {"intervals": [0.9, 1.0]},
        {"sensitivity": 0, "specificity": 1},
    ],
)
def test_a_card_with_other_figures_gives_no_ppv(changes: dict[str, JsonValue]) -> None:
    assert label_value(Label.POSITIVE, _card(**changes), 0.1) is None


@pytest.mark.parametrize("intervals", [{}, {"sensitivity": None}, {"sensitivity": [0.9, 1.0]}])
def test_a_ppv_without_both_intervals_has_none(intervals: JsonValue) -> None:
    found = _value(Label.POSITIVE, card=_card(intervals=intervals))
    assert (round(found.value, 3), found.interval) == (0.517, None)


@pytest.mark.parametrize(
    ("probability", "words"),
    [
        (0.231, "about 23 show"),
        (0.014, "about 1 shows"),
        (0.0049, "fewer than 1 shows"),
        (0.996, "more than 99 show"),
        (0, "fewer than 1 shows"),
        (1, "more than 99 show"),
    ],
)
def test_natural_frequencies_never_mean_certainty(probability: float, words: str) -> None:
    assert films_like_this(probability) == f"Of 100 films like this one here, {words} pneumonia."


def test_the_sentence_of_a_label_has_value_interval_and_number_of_films() -> None:
    assert label_is_right(_value(Label.POSITIVE)) == (
        "Of 100 films here with this label, about 52 show pneumonia. "
        "Positive predictive value: 51.7 %, 95 % interval 43.1 % to 62.8 %, from 624 test films."
    )
    assert label_is_right(_value(Label.NEGATIVE)) == (
        "Of 100 films here with this label, more than 99 show no pneumonia. "
        "Negative predictive value: 99.9 %, 95 % interval 99.7 % to > 99.9 %, from 624 test films."
    )


def test_the_sentence_of_a_label_leaves_out_what_the_card_lacks() -> None:
    assert label_is_right(PredictiveValue(Label.POSITIVE, 0.0004, None, None)) == (
        "Of 100 films here with this label, fewer than 1 shows pneumonia. Positive predictive value: < 0.1 %."
    )


def test_a_place_without_a_prevalence_sees_several() -> None:
    assert elsewhere(0.897, 0.76354) == [
        "Where 5 in 100 films show pneumonia, about 12 in 100 films like this one do.",
        "Where 10 in 100 films show pneumonia, about 23 in 100 films like this one do.",
        "Where 20 in 100 films show pneumonia, about 40 in 100 films like this one do.",
    ]
