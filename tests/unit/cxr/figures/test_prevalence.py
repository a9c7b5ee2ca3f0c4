"""Arithmetic of the prevalence, against a table that was computed by hand."""

import math

import pytest

from cxr.errors import InvalidPrevalence
from cxr.figures.prevalence import at_prevalence, checked_prevalence, predictive_value

CALIBRATED, SENSITIVITY, SPECIFICITY = 0.76354, 0.98974, 0.89744


@pytest.mark.parametrize(
    ("shown", "at_5", "at_10", "at_20"),
    [(0.42, 0.012, 0.024, 0.053), (0.897, 0.124, 0.231, 0.403), (0.99, 0.617, 0.773, 0.885)],
)
def test_a_probability_is_moved_to_another_prevalence(
    shown: float, at_5: float, at_10: float, at_20: float
) -> None:
    moved = [at_prevalence(shown, CALIBRATED, prevalence) for prevalence in (0.05, 0.1, 0.2)]
    assert [round(share, 3) for share in moved] == [at_5, at_10, at_20]


@pytest.mark.parametrize("shown", [0.02, 0.42, 0.897, 0.99])
def test_at_the_prevalence_of_the_calibration_a_probability_stays(shown: float) -> None:
    assert at_prevalence(shown, CALIBRATED, CALIBRATED) == pytest.approx(shown, abs=1e-12)


@pytest.mark.parametrize("shown", [0.003, 0.42, 0.897])
def test_the_odds_move_by_the_odds_of_the_prevalences(shown: float) -> None:
    def logit(share: float) -> float:
        return math.log(share / (1 - share))

    moved = at_prevalence(shown, CALIBRATED, 0.07)
    assert logit(moved) == pytest.approx(logit(shown) - logit(CALIBRATED) + logit(0.07))


@pytest.mark.parametrize("certain", [0.0, 1.0])
def test_certainty_stays_certain(certain: float) -> None:
    assert at_prevalence(certain, CALIBRATED, 0.1) == certain


@pytest.mark.parametrize(
    ("prevalence", "ppv", "npv"),
    [
        (0.02, 0.165, 0.9998),
        (0.05, 0.337, 0.9994),
        (0.1, 0.517, 0.9987),
        (0.2, 0.707, 0.9972),
        (0.4, 0.865, 0.9924),
        (0.625, 0.941, 0.9813),
        (0.76, 0.968, 0.9651),
    ],
)
def test_predictive_values_depend_on_the_prevalence(prevalence: float, ppv: float, npv: float) -> None:
    positive = predictive_value(SENSITIVITY, 1 - SPECIFICITY, prevalence)
    negative = predictive_value(SPECIFICITY, 1 - SENSITIVITY, 1 - prevalence)
    assert positive is not None
    assert negative is not None
    assert (round(positive, 3), round(negative, 4)) == (ppv, npv)


def test_a_label_that_no_film_gets_has_no_predictive_value() -> None:
    assert predictive_value(0, 0, 0.1) is None


@pytest.mark.parametrize(
    ("given", "share"),
    [(0.1, 0.1), ("0.10", 0.1), (" 1e-3 ", 0.001), (0.999, 0.999), (0.123456, 0.1235)],
)
def test_a_prevalence_is_a_share_as_number_or_text(given: object, share: float) -> None:
    assert checked_prevalence(given) == share


@pytest.mark.parametrize(
    "given",
    [
        *(0, 1, 0.0, 1.0, -0.1, 0.0009, 10, 10**400, float("nan"), float("inf")),
        *("10", "10 %", "0,1", "", "many", "nan"),
        *(None, True, [0.1], {"prevalence": 0.1}),
    ],
)
def test_anything_else_is_refused_with_a_sentence(given: object) -> None:
    with pytest.raises(InvalidPrevalence) as refused:
        checked_prevalence(given)
    assert str(refused.value) == (
        "Give the prevalence as a share from 0.001 to 0.999, that is 0.1 to 99.9 in 100 films."
    )
