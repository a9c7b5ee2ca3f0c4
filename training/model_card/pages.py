"""Writes every page about a release: model card, data sheet, CLAIM checklist, and its row in the history."""

from pathlib import Path

from cxr.inference.model_card import ModelCard
from training.files import atomic_write
from training.model_card.claim_checklist import CHECKLIST, claim_checklist
from training.model_card.data_sheet import DATA_SHEET, data_sheet
from training.model_card.history import write_history
from training.model_card.page import PAGE, REPORTS, page


def release_pages(card: ModelCard, path: Path = PAGE, reports: Path = REPORTS) -> dict[Path, str]:
    """Return the pages of a release. ``path`` is that of the model card; the others are beside it.

    Raise TrainingError if the split record of the release is missing or damaged.
    """
    return {
        path: page(card, reports, path.parent),
        path.with_name(DATA_SHEET): data_sheet(card, reports),
        path.with_name(CHECKLIST): claim_checklist(card),
    }


def write_pages(card: ModelCard, path: Path = PAGE, reports: Path = REPORTS) -> None:
    """Write the pages and the row of the history. Each write is atomic."""
    for one, text in release_pages(card, path, reports).items():
        with atomic_write(one) as partial:
            partial.write_text(text)
    write_history(card, reports)
