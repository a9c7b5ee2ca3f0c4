"""Replaces the shipped model."""

from dataclasses import dataclass
from pathlib import Path

from cxr.inference.model_card import CARD_NAME, MODEL_NAME, SCREENING_NAME, ModelCard
from training.files import atomic_write


@dataclass(frozen=True, slots=True)
class Places:
    """The folders of the shipped model and of the reports of all versions, and the page of the model card.

    ``step`` is the command that writes them, for the log of looks at the test films.
    """

    shipped: Path
    reports: Path
    page: Path
    step: str = "export"


@dataclass(frozen=True, slots=True)
class ModelFiles:
    """The contents of the two model files."""

    finding: bytes
    screening: bytes

    @classmethod
    def read(cls, folder: Path) -> "ModelFiles":
        """Read the files of a shipped model."""
        return cls((folder / MODEL_NAME).read_bytes(), (folder / SCREENING_NAME).read_bytes())


def ship(card: ModelCard, files: ModelFiles, folder: Path) -> None:
    """Write both networks and the card atomically, the card last."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in ((MODEL_NAME, files.finding), (SCREENING_NAME, files.screening)):
        with atomic_write(folder / name) as partial:
            partial.write_bytes(content)
    write_card(card, folder)


def write_card(card: ModelCard, folder: Path) -> None:
    """Write the card alone, atomically."""
    with atomic_write(folder / CARD_NAME) as partial:
        partial.write_text(card.model_dump_json(indent=2) + "\n")
