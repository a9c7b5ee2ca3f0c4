"""The price of a film on Lambda, at the configured memory and at half and twice as much."""

import math
from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from infra.bench.inputs.film_cache import cached_film
from infra.bench.lambda_emulator.cpu_quota import vcpus
from infra.bench.lambda_emulator.function_package import configured_memory
from infra.bench.lambda_emulator.worker import lambda_worker
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, fill_section, table

GB_SECOND = 0.0000166667
REQUEST = 0.20 / 1_000_000
PRICE_SOURCE = "AWS Lambda's price list, x86 in us-east-1, first tier, as of November 2026"
"""US dollars and their source. Lambda bills whole milliseconds, and a GB is 1,024 MB."""

_LIMIT_DOLLARS = 0.01


class Usage(NamedTuple):
    """Seconds of a cold start, and median milliseconds of a film in a warm worker."""

    cold_start: float
    duration: float


def measure(plan: Plan) -> Section:
    """Run a worker at each size. Raise CannotInstall, FunctionFailed, PackagingError."""
    film, configured = cached_film("JPEG", 2).read_bytes(), configured_memory()
    usage = {}
    for megabytes in (configured // 2, configured, 2 * configured):
        with lambda_worker(film, megabytes, plan.core) as worker:
            cold_start = (worker.start_up + worker.first_invoke) / 1000
            usage[megabytes] = Usage(cold_start, median(worker.invoke() for _ in range(plan.films)))
    return section(configured, usage)


def section(configured: int, usage: Mapping[int, Usage]) -> Section:
    """Make the criterion and the table; ``usage`` by megabytes of memory."""
    duration = usage[configured].duration
    dollars = per_thousand(duration, configured)
    criterion = Criterion(
        "Lambda's part of the price of 1,000 films",
        f"$ {dollars:.4f}",
        f"≤ $ {_LIMIT_DOLLARS}",
        dollars <= _LIMIT_DOLLARS,
    )
    rows = [
        (
            f"{megabytes:,} MB{' (configured)' if megabytes == configured else ''}",
            f"{vcpus(megabytes):.2f}",
            f"{each.cold_start:.2f}",
            f"{each.duration:.0f}",
            f"{per_thousand(each.duration, megabytes):.4f}",
        )
        for megabytes, each in sorted(usage.items())
    ]
    figures = table(("memory", "vCPU", "cold start, s", "warm, ms", "Lambda's $ per 1,000 films"), rows)
    return fill_section(
        "Cost and the choice of memory",
        [criterion],
        calculation=calculation(duration, configured),
        source=PRICE_SOURCE,
        table=figures,
    )


def per_thousand(milliseconds: float, megabytes: int) -> float:
    """Return the dollars of a thousand films, one request each."""
    gb_seconds = math.ceil(milliseconds) / 1000 * megabytes / 1024
    return 1000 * (gb_seconds * GB_SECOND + REQUEST)


def calculation(milliseconds: float, megabytes: int) -> str:
    """Write out how `per_thousand` comes to its figure."""
    return (
        f"1,000 x ({math.ceil(milliseconds)} ms / 1,000 x {megabytes:,} MB / 1,024"
        f" x ${GB_SECOND:.10f} per GB-second + ${REQUEST:.7f} per request)"
        f" = ${per_thousand(milliseconds, megabytes):.4f}"
    )
