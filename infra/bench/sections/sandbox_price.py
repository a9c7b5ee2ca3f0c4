"""What it costs to read films in another process, whose memory and time are limited."""

from infra.bench.film_measurements import time_sandbox
from infra.bench.inputs.film_cache import cached_film
from infra.bench.isolated import run_isolated
from infra.bench.machine import processor
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, fill_section, table

_FILMS = (("JPEG", 2), ("uncompressed", 10), ("RLE", 10), ("JPEG lossless", 10), ("JPEG 2000", 10))


def measure(plan: Plan) -> Section:
    """Time each film in a process of its own."""
    return section(
        {each: run_isolated(time_sandbox, cached_film(*each), plan.films, core=plan.core) for each in _FILMS}
    )


def section(times: dict[tuple[str, int], dict[str, float]]) -> Section:
    """Make the criteria and the table; ``times`` are milliseconds by film, ``plain`` and ``sandboxed``."""
    criteria, rows = [], []
    for (kind, megapixels), taken in times.items():
        price = taken["sandboxed"] - taken["plain"]
        name = f"{kind}, {megapixels} MP"
        criteria.append(Criterion(f"price of the sandbox, {name}", f"{price:.1f} ms"))
        rows.append((name, f"{taken['plain']:.1f}", f"{taken['sandboxed']:.1f}", f"{price:.1f}"))
    head = (f"film ({processor()})", "plain", "sandboxed", "price")
    return fill_section("The sandbox", criteria, table=table(head, rows))
