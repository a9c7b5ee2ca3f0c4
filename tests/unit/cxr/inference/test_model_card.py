"""The card decides how the model's output is read."""

import json
import math
from pathlib import Path

import pytest

from cxr.errors import ModelUnusable
from cxr.inference.model_card import CARD_NAME, Thresholds, load_model_card
from cxr.study import Label


def test_the_shipped_card_is_valid_and_carries_its_figures() -> None:
    card = load_model_card()
    assert card.architecture == "efficientnetb3"
    assert card.thresholds.negative_below <= card.thresholds.positive_from
    assert {"validation", "holdout", "test"} <= set(card.figures)


@pytest.mark.parametrize(
    ("probability", "label"),
    [
        (0.0, Label.NEGATIVE),
        (0.199, Label.NEGATIVE),
        (0.2, Label.UNCERTAIN),
        (0.699, Label.UNCERTAIN),
        (0.7, Label.POSITIVE),
        (1.0, Label.POSITIVE),
    ],
)
def test_labels_change_exactly_at_the_thresholds(probability: float, label: Label) -> None:
    assert Thresholds(negative_below=0.2, positive_from=0.7).label(probability) is label


def test_no_logit_overflows_and_a_higher_one_never_lowers_the_probability() -> None:
    card = load_model_card()
    probabilities = [card.probability(logit) for logit in (-1e9, -10, -1, 0, 1, 10, 1e9)]
    assert probabilities == sorted(probabilities)
    assert all(0 < p < 1 and math.isfinite(p) for p in probabilities)


def test_a_missing_card_is_reported(tmp_path: Path) -> None:
    with pytest.raises(ModelUnusable, match=CARD_NAME):
        load_model_card(tmp_path)


def test_a_card_with_a_misspelt_field_is_reported(tmp_path: Path) -> None:
    card = json.loads(load_model_card().model_dump_json()) | {"treshold": 0.5}
    (tmp_path / CARD_NAME).write_text(json.dumps(card))
    with pytest.raises(ModelUnusable, match="treshold"):
        load_model_card(tmp_path)
