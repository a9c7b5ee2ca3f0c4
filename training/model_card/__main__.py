"""Writes the pages and the history row of the shipped model: ``python -m training.model_card``."""

from cxr.inference.model_card import load_model_card
from training.model_card.pages import write_pages

if __name__ == "__main__":
    write_pages(load_model_card())
