"""Writes the page and the history row of the shipped model: ``python -m training.model_card``."""

from cxr.inference.model_card import load_model_card
from training.model_card.history import write_history
from training.model_card.page import REPORTS, write_page

if __name__ == "__main__":
    card = load_model_card()
    write_page(card)
    write_history(card, REPORTS)
