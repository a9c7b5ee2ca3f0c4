"""Replaces the shipped model."""

from dataclasses import dataclass
from pathlib import Path

from cxr.inference.model_card import CARD_NAME, MODEL_NAME, ModelCard
from training.files import atomic_write


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of the shipped model and of the reports of all versions, and the page of the model card."""

    shipped: Path
    reports: Path
    page: Path


def ship(card: ModelCard, model: bytes, folder: Path) -> None:
    """Write model and card atomically, the card last."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {MODEL_NAME: model, CARD_NAME: (card.model_dump_json(indent=2) + "\n").encode()}
    for name, content in contents.items():
        with atomic_write(folder / name) as partial:
            partial.write_bytes(content)
