"""How long many films take and what they cost."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from infra.capacity.film import Prices, Usage, cost_a_month, cost_once
from infra.capacity.limits import limits

PRICES = Path(__file__).parent / "prices.json"


@dataclass(frozen=True)
class Estimate:
    """Dollars and time for ``films`` films. ``originals`` and ``results`` are dollars a month of storage."""

    films: int
    once: float
    originals: float
    results: float
    reading: timedelta


def load_prices(path: Path = PRICES) -> Prices:
    """Read a dated price file."""
    return Prices(**json.loads(path.read_text()))


def estimate(films: int, original_bytes: int, at_once: int, prices: Prices) -> Estimate:
    """Estimate the reading of one site's films, ``original_bytes`` together, ``at_once`` at a time."""
    usage = Usage()
    results = films * cost_a_month(usage, prices)
    with_originals = results + cost_a_month(Usage(result_bytes=0, item_bytes=0), prices, original_bytes)
    return Estimate(
        films,
        films * sum(cost_once(usage, prices).values()),
        with_originals - results,
        results,
        timedelta(seconds=films / limits(at_once)[0].films_a_second),
    )
