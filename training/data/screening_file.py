"""Reads the screening network of a shipped model, or of a run that trained one."""

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from cxr.errors import ModelUnusable
from cxr.inference.model_card import SCREENING_NAME, Screening, load_model_card
from training.data.lung_films import ScreeningFile
from training.errors import TrainingError

SCREENING_CARD = "screening.json"
"""What a run records of its screening network: the part of the model card, and more."""


def load_screening(folder: Path) -> ScreeningFile:
    """Read the screening network in ``folder``: of a run, or of a model with its card.

    Raise TrainingError if a file is missing or damaged, or the network is not that of its card.
    """
    card, figures = _record(folder)
    path = folder / SCREENING_NAME
    try:
        content = path.read_bytes()
    except OSError as e:
        raise TrainingError(f"{path} cannot be read ({e.strerror}); give --screening another folder") from e
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise TrainingError(f"{path} is not the file that its card describes; restore both")
    return ScreeningFile(content, card, figures)


def _record(folder: Path) -> tuple[Screening, Mapping[str, Any]]:
    """Return the network's part of the model card, and its figures."""
    path = folder / SCREENING_CARD
    try:
        if not path.exists():
            card: Any = load_model_card(folder)
            return card.screening, card.figures.get("screening", {})
        recorded = json.loads(path.read_text())
        fields = {name: recorded[name] for name in Screening.model_fields}
        return Screening.model_validate(fields), recorded.get("figures", {})
    except ModelUnusable as e:
        raise TrainingError(
            f"{folder} contains no screening network ({e}); "
            f"give --screening a run with {SCREENING_CARD}, or the folder of a model"
        ) from e
    except (OSError, ValueError, TypeError, KeyError, ValidationError) as e:
        raise TrainingError(f"{path} is damaged ({e}); restore it, or give --screening another folder") from e
