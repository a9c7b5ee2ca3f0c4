"""Judges the shipped model by the release criteria again, from the figures of its card, and writes the card,
the pages and the history row: ``python -m training.model_card``. No film is read.
"""

from pathlib import Path

from cxr.inference.model_card import load_model_card
from training.evaluation.acceptance import judged
from training.export.release import write_card
from training.model_card.pages import write_pages

if __name__ == "__main__":
    card = load_model_card()
    card = card.model_copy(update={"criteria": judged(card.figures)})
    write_card(card, Path("cxr/model"))
    write_pages(card)
