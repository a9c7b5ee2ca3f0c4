"""``python -m training.model_card`` judges the shipped model by the release criteria again.

It takes the figures of the model's card, and writes the card, the pages and the history row. No film is read.
"""

import argparse
from pathlib import Path

from cxr.inference.model_card import load_model_card
from training.evaluation.acceptance import judged
from training.export.release import write_card
from training.model_card.pages import write_pages


def main() -> None:
    """Judge and write."""
    argparse.ArgumentParser(prog="python -m training.model_card", description=__doc__).parse_args()
    card = load_model_card()
    card = card.model_copy(update={"criteria": judged(card.figures)})
    write_card(card, Path("cxr/model"))
    write_pages(card)


if __name__ == "__main__":
    main()
