"""The page contains the figures of the card, and nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest

from cxr.inference.model_card import ModelCard
from tests.support.training.brightness import CARD
from training.evaluation.acceptance import RELEASE_CRITERIA
from training.model_card.page import TABLES, page
from training.model_card.tables.markdown import table

SET = {
    "films": 624,
    "auc": 0.9561,
    "specificity": None,
    "intervals": {"auc": [0.9382, 0.9708]},
    "classes": {"normal": {"precision": 0.5, "recall": 0.25, "f1": 0.3331, "support": 234}},
    "kinds": {
        "virus": {"films": 148, "sensitivity": 0.9527, "auc": 0.9387, "intervals": {"auc": [0.91, 0.96]}}
    },
    "predictive_values": {
        "0.01": {"positive": 0.081, "negative": 0.999, "intervals": {"positive": [0.05, 0.12]}},
        "0.1": {"positive": 0.521, "negative": None, "intervals": {}},
    },
    "by_series": {
        "IM": {"films": 54, "specificity": 0.986, "median_log_odds": -4.85, "intervals": {}},
        "virus": {"films": 148, "sensitivity": 0.9527, "median_log_odds": 6.1, "intervals": {}},
    },
    "by_probability": [
        {"from": 0.0, "below": 0.02, "films": 59, "pneumonia": 0.0, "interval": [0.0, 0.061]},
        {"from": 0.97, "below": 1.0, "films": 0, "pneumonia": None, "interval": None},
    ],
}
SHARES = {"pictures": 40, "refused": 0.975, "flagged": 0.025}
FIGURES: dict[str, Any] = {
    "test": SET,
    "holdout": {**SET, "auc": 0.99},
    "limits": {"photo": {"only_measured": SHARES}, "nih_adult": {"fitted_on": SHARES}},
    "transformed": {"inverted": {"refused": 1.0, "put_right": 0.0, "refused_or_put_right": 1.0}},
    "files": {"jpeg_70": {"label": 0.991, "in_population": 0.992, "both": 0.983}},
    "attention": {
        "films": 370,
        "peak_cell": 0.123,
        "strongest_falls_more": 0.951,
        "intervals": {"peak_cell": [0.1, 0.15]},
        "chimeras": {
            "pairs": 234,
            "positive_left": 0.91,
            "mirrored_positive_left": 0.84,
            "energy_worse": 0.8,
            "intervals": {"positive_left": [0.88, 0.94]},
        },
    },
    "shortcuts": {
        "films": 624,
        "lungs_grey": {
            "auc": 0.612,
            "positive_ill": 0.3,
            "positive_normal": 0.2,
            "refused": 0.5,
            "flagged": 0.1,
        },
    },
    "treatments": {
        "films": 100,
        "base": {"unchanged": 1.0, "kept_out": 0.01, "missed": 0.0, "false_alarms": 0.02},
        "collage_2h": {"unchanged": 0.0, "kept_out": 0.97, "missed": 0.0, "false_alarms": 0.0},
    },
    "speed": {"milliseconds_shipped": 14.12, "milliseconds_float16": 29.79, "processor": "Fast CPU"},
    "looks": 4,
    "parity_test": {"auc_fall": 0.0024, "probability_shift": 0.0177, "labels_changed": 0.0048, "holds": True},
    "parity": {"int8": {"auc_fall": 0.0019, "probability_shift": 0.0192, "labels_changed": 0.0307}},
}


def card(**changes: Any) -> ModelCard:
    return CARD.model_copy(update={"figures": FIGURES, **changes})


@pytest.mark.parametrize(
    "row",
    [
        "| AUC (ROC) | 0.956 (0.938 to 0.971) | 0.990 (0.938 to 0.971) |",
        "| Specificity | - | - |",
        "| Test set: normal | 0.500 | 0.250 | 0.333 | 234 |",
        "| Test set: virus | 148 | 0.953 | 0.939 (0.910 to 0.960) |",
        "| Photographs, held out | 40 | 0.975 | 0.025 |",
        "| Adults, NIH ChestX-ray14, trained on | 40 | 0.975 | 0.025 |",
        "| Inverted | 1.000 | 0.000 | 1.000 |",
        "| limit of the gate | 0.003 | 0.020 | 0.010 |",
        "| Saved as JPEG of quality 70 | 0.991 | 0.992 | 0.983 |",
        "| Peaks in the most frequent of 49 cells of the film | 0.123 (0.100 to 0.150) |",
        "|  | 234 pairs | The same, mirrored |",
        "| Ill half on the left: labelled positive | 0.910 (0.880 to 0.940) | 0.840 |",
        "| Lungs painted grey | 0.612 | 0.300 | 0.200 | 0.500 | 0.100 |",
        "| Two films side by side | 0.000 | 0.970 | 0.000 | 0.000 |",
        "| 1 % | 0.081 (0.050 to 0.120) | 0.999 |",
        "| 10 % | 0.521 | - |",
        "| IM | 54 | 0.986 | - | -4.850 |",
        "| virus | 148 | - | 0.953 | 6.100 |",
        "| 0.00 to 0.02 | 59 | 0.000 (0.000 to 0.061) |",
        "| 0.97 to 1.00 | 0 | - |",
        "|  | Milliseconds a film, one core of Fast CPU |",
        "| The shipped file | 14.120 |",
        "| int8 throughout | 0.002 | 0.019 | 0.031 |",
        "| the shipped one, on the test films | 0.002 | 0.018 | 0.005 |",
        "| AUC, test films | ≥ 0.968 | ≥ 0.988 | 0.956 | **missed** |",
        "| AUC with the lungs painted over | ≤ 0.8 | ≤ 0.65 | 0.612 | aim reached |",
        "| Log-odds fall more without the strongest fifth | ≥ 0.9 | ≥ 0.97 | 0.951 | must reached |",
        "| Chimeras: labelled positive, difference of the sides | ≤ 0.15 | ≤ 0.08 | - | not measured |",
    ],
)
def test_tables_contain_figures_and_intervals(row: str) -> None:
    assert row in page(card())


def test_card_without_figures_says_not_measured() -> None:
    bare = page(card(figures={}))
    assert bare.count("Not measured for this release.") == len(TABLES) - 1 == 15
    assert f"{len(RELEASE_CRITERIA)} not measured" in bare
    assert "is refused" not in bare
    assert "In brackets" not in bare
    assert "were read" not in bare
    assert "held-out series are" not in bare


def test_number_of_looks_at_the_test_films_is_stated() -> None:
    assert "The test films were read 4 times" in page(card())


def test_caveats_say_what_the_heatmap_is_and_what_it_was_not_measured_for() -> None:
    caveats = page(card()).partition("## Caveats")[2]
    assert "The heatmap is where the figure comes from" in caveats
    assert "No one has marked the pneumonia on these films" in caveats
    assert "photographs and brain MRI" in caveats


def test_shares_have_three_significant_digits() -> None:
    given = {"clear_weight": 1 / 3, "hours": 4.5, "processor": "Fast CPU"}
    shown = page(card(provenance=given))
    assert "- Weight of the loss on evidence in pasted healthy lung: 0.333\n" in shown
    assert "- Hours of training: 4.5\n- Processor of training and export: Fast CPU\n" in shown


def test_plots_of_the_release_are_linked(tmp_path: Path) -> None:
    release = tmp_path / "reports" / "bright"
    release.mkdir(parents=True)
    for name in ("test", "curves"):
        (release / f"{name}.png").touch()
    shown = page(card(), tmp_path / "reports", tmp_path / "docs")
    links = re.findall(r"!\[.*?\]\((.*?)\)", shown)
    assert links == ["../reports/bright/curves.png", "../reports/bright/test.png"]


def test_table_has_one_line_per_row() -> None:
    assert table(["", "A"], [["x", "1"], ["y", "2"]]).splitlines() == [
        "|  | A |",
        "| --- | ---: |",
        "| x | 1 |",
        "| y | 2 |",
    ]
