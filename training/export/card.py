"""A quantized network -> its card: calibration, operating points and limits, from the films to choose by."""

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from itertools import chain

from pydantic import JsonValue

from cxr.classifier import load_network
from cxr.model_card import Input, ModelCard
from training.calibration.ood_thresholds import choose_screening
from training.calibration.operating_points import operating_points
from training.calibration.tuning_set import load_choosing
from training.config import Config
from training.data.catalog import Film
from training.data.labelled_film import Published
from training.data.ood_set import Limits
from training.evaluation.predictions import open_film


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
    populations = {film.population: film.published for film in choose}
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
        population="; ".join(
            known.whose if known else f"films of {name}" for name, known in sorted(populations.items())
        ),
        validated_ages=_ages([*populations.values()]),
        sha256=hashlib.sha256(network_file).hexdigest(),
        created=datetime.now(UTC).date().isoformat(),
        input=Input(size=config.size),
        calibration=calibration,
        thresholds=thresholds,
        screening=screening,
        provenance=dict(provenance),
        figures={},
    )


def _ages(populations: Sequence[Published | None]) -> tuple[int, int] | None:
    """Lowest and highest age that the populations hold, or None where that of one is not known."""
    ages = [known.ages for known in populations if known]
    if len(ages) < len(populations):
        return None
    return min(low for low, _ in ages), max(high for _, high in ages)
