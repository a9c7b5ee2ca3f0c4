"""The history of releases has a row of each release, with the figures of its card."""

from pathlib import Path
from typing import Any

from cxr.inference.model_card import load_model_card
from tests.support.training.brightness import CARD
from training.model_card.history import HISTORY, history_row, write_history

ROOT = Path(__file__).parents[4]
FIGURES: dict[str, Any] = {
    "test": {"auc": 0.95612, "accuracy": 0.9},
    "holdout": {"accuracy": 0.97, "ece": None},
}


def test_row_of_the_shipped_release_has_the_figures_of_its_card() -> None:
    card = load_model_card()
    rows = (ROOT / "training" / "reports" / HISTORY).read_text().splitlines()
    (row,) = [row for row in rows if row.startswith(f"| {card.version} |")]
    sentence, commit = (part.strip() for part in row.split("|")[-3:-1])
    assert row == history_row(card.version, card.figures, sentence, commit), (
        "run: python -m training.model_card"
    )
    assert sentence


def test_new_release_gets_a_row(tmp_path: Path) -> None:
    write_history(CARD.model_copy(update={"figures": FIGURES}), tmp_path)
    write_history(CARD.model_copy(update={"version": "next", "figures": {}}), tmp_path)
    assert (tmp_path / HISTORY).read_text().splitlines()[-2:] == [
        "| bright | 0.956 | 0.900 | - | - | 0.970 | - |  |  |",
        "| next | - | - | - | - | - | - |  |  |",
    ]


def test_row_keeps_its_sentence_and_commit(tmp_path: Path) -> None:
    write_history(CARD, tmp_path)
    path = tmp_path / HISTORY
    path.write_text(path.read_text().replace("| - |  |  |", "| - | Brighter. | abc123 |"))
    write_history(CARD.model_copy(update={"figures": FIGURES}), tmp_path)
    row = "| bright | 0.956 | 0.900 | - | - | 0.970 | - | Brighter. | abc123 |"
    assert path.read_text().splitlines()[-1] == row
