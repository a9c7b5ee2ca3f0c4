"""Where a finished model and the story of its making go."""

import shutil
from pathlib import Path

from cxr.model_card import CARD_NAME, MODEL_NAME, ModelCard
from training.curves import plot_curves
from training.progress import HISTORY
from training.train import SPLIT, WEIGHTS


def ship(card: ModelCard, model: bytes, folder: Path) -> None:
    """Replace the shipped model: written beside, then renamed, the card last."""
    folder.mkdir(parents=True, exist_ok=True)
    contents = {MODEL_NAME: model, CARD_NAME: (card.model_dump_json(indent=2) + "\n").encode()}
    for name, content in contents.items():
        beside = folder / f"{name}.partial"
        beside.write_bytes(content)
        beside.replace(folder / name)


def keep_run(run: Path, folder: Path) -> None:
    """Keep what the model came from: choices, split, course and float16 weights."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in ("config.json", SPLIT, HISTORY, WEIGHTS):
        shutil.copy(run / name, folder / name)
    plot_curves(run / HISTORY, folder / "curves.png")
