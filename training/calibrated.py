"""A quantized network -> its card: calibration, operating points and limits, from the films to choose by."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

from pydantic import JsonValue

from cxr.classifier import load_network
from cxr.model_card import Input, ModelCard
from training.config import Config
from training.films import Film
from training.foreign import Limits
from training.operating_points import load_choosing, operating_points
from training.readings import open_film
from training.screening import choose_screening

KNOWN = {"kaggle": ("Frontal films of children of one to five years, from one hospital", (1, 5))}
"""Whose films a published set holds, and their ages in whole years (Kermany et al. 2018)."""


def make_card(  # noqa: PLR0913  (what a card names)
    network_file: bytes,
    config: Config,
    choose: Sequence[Film],
    *,
    version: str,
    limits: Limits | None,
    provenance: Mapping[str, JsonValue],
) -> ModelCard:
    """The card, without figures: nothing was measured yet."""
    names = sorted({film.population for film in choose})
    network = load_network(network_file, threads=2)
    choosing = load_choosing(choose, config.size, config.seed)
    _, calibration, thresholds = operating_points(network, choosing)
    screening = None
    if limits:
        adults = [open_film(film) for film in limits.adults_fitted]
        foreign = [*chain(*limits.foreign_fitted.values())]
        screening = choose_screening(network, config.size, choosing.radiographs(), adults, foreign)
    return ModelCard(
        version=version,
        architecture=config.architecture,
        population="; ".join(KNOWN[name][0] if name in KNOWN else f"films of {name}" for name in names),
        validated_ages=_ages(names),
        sha256=hashlib.sha256(network_file).hexdigest(),
        created=datetime.now(UTC).date().isoformat(),
        input=Input(size=config.size),
        calibration=calibration,
        thresholds=thresholds,
        screening=screening,
        provenance=dict(provenance),
        figures={},
    )


def _ages(names: Sequence[str]) -> tuple[int, int] | None:
    """Lowest and highest age that the populations hold, or None where that of one is not known."""
    if not set(names) <= set(KNOWN):
        return None
    ages = [KNOWN[name][1] for name in names]
    return min(low for low, _ in ages), max(high for _, high in ages)
