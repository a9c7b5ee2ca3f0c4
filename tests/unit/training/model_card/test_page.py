"""The page contains the figures of the card, and nothing else."""

import re
from pathlib import Path
from typing import Any

import pytest

from cxr.inference.model_card import ModelCard, Screening, load_model_card
from tests.support.training.brightness import CARD
from training.model_card.acceptance import RELEASE_CRITERIA
from training.model_card.markdown import table
from training.model_card.page import page, write_page

ROOT = Path(__file__).parents[4]

SET = {
    "films": 624,
    "auc": 0.9561,
    "specificity": None,
    "intervals": {"auc": [0.9382, 0.9708]},
    "classes": {"normal": {"precision": 0.5, "recall": 0.25, "f1": 0.3331, "support": 234}},
    "kinds": {
        "virus": {"films": 148, "sensitivity": 0.9527, "auc": 0.9387, "intervals": {"auc": [0.91, 0.96]}}
    },
}
SHARES = {"pictures": 40, "refused": 0.975, "flagged": 0.025}
FIGURES: dict[str, Any] = {
    "test": SET,
    "report": {**SET, "auc": 0.99},
    "limits": {"photo": {"only_measured": SHARES}, "nih_adult": {"fitted_on": SHARES}},
    "transformed": {"inverted": {"refused": 1.0, "put_right": 0.0, "refused_or_put_right": 1.0}},
    "files": {"jpeg_70": {"label": 0.991, "in_population": 0.992, "both": 0.983}},
    "attention": {"films": 370, "lung_energy": 0.613, "lift": 2.412, "intervals": {"lift": [2.3, 2.5]}},
    "parity_test": {"auc_fall": 0.0024, "probability_shift": 0.0177, "labels_changed": 0.0048, "holds": True},
    "parity": {"int8": {"auc_fall": 0.0019, "probability_shift": 0.0192, "labels_changed": 0.0307}},
}


def card(**changes: Any) -> ModelCard:
    return CARD.model_copy(update={"figures": FIGURES, **changes})


def test_page_in_docs_is_that_of_the_shipped_card() -> None:
    written = (ROOT / "docs" / "model_card.md").read_text()
    ours = page(load_model_card(), ROOT / "training" / "reports", ROOT / "docs")
    assert written == ours, "run: python -m training.model_card"


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
        "| The first divided by the second | 2.412 (2.300 to 2.500) |",
        "| int8 throughout | 0.002 | 0.019 | 0.031 |",
        "| the shipped one, on the test films | 0.002 | 0.018 | 0.005 |",
        "| AUC, test films | ≥ 0.968 | ≥ 0.991 | 0.956 | **missed** |",
        "| Heatmap energy inside the lungs | ≥ 0.5 | ≥ 0.7 | 0.613 | requirement met |",
    ],
)
def test_tables_contain_figures_and_intervals(row: str) -> None:
    assert row in page(card())


def test_card_without_figures_says_not_measured() -> None:
    bare = page(card(figures={}, screening=None))
    assert bare.count("Not measured for this release.") == 8
    assert f"{len(RELEASE_CRITERIA)} not measured" in bare
    assert "is refused" not in bare
    assert "In brackets" not in bare
    assert "The model refuses nothing" in bare


def test_lung_guidance_is_a_caveat_of_its_figure() -> None:
    assert "a training target" not in page(card(provenance={"lung_guidance": 0.0}))
    assert "(weight 0.3)" in page(card(provenance={"lung_guidance": 0.3}))


def test_shares_have_three_significant_digits() -> None:
    assert "- Share of films that are not reframed: 0.333\n" in page(card(provenance={"own_framing": 1 / 3}))


def test_refusal_caveat_names_the_tested_images() -> None:
    assert "photographs and brain MRI" in page(
        card(screening=Screening(recognized_from=0, in_population_from=0))
    )


def test_plots_of_the_release_are_linked(tmp_path: Path) -> None:
    release = tmp_path / "reports" / "bright"
    release.mkdir(parents=True)
    for name in ("test", "curves"):
        (release / f"{name}.png").touch()
    (tmp_path / "docs").mkdir()
    write_page(card(), tmp_path / "docs" / "card.md", tmp_path / "reports")
    links = re.findall(r"!\[.*?\]\((.*?)\)", (tmp_path / "docs" / "card.md").read_text())
    assert links == ["../reports/bright/curves.png", "../reports/bright/test.png"]
    assert [path.name for path in (tmp_path / "docs").iterdir()] == ["card.md"]


def test_table_has_one_line_per_row() -> None:
    assert table(["", "A"], [["x", "1"], ["y", "2"]]).splitlines() == [
        "|  | A |",
        "| --- | ---: |",
        "| x | 1 |",
        "| y | 2 |",
    ]
