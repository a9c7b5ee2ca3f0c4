"""Where a finished model goes."""

from pathlib import Path

from cxr.model_card import CARD_NAME, MODEL_NAME, ModelCard
from training.files import written_whole


def ship(card: ModelCard, model: bytes, folder: Path) -> None:
    """Replace the shipped model: written beside, then renamed, the card last."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {MODEL_NAME: model, CARD_NAME: (card.model_dump_json(indent=2) + "\n").encode()}
    for name, content in contents.items():
        with written_whole(folder / name) as beside:
            beside.write_bytes(content)
