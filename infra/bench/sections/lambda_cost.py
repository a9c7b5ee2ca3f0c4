"""The price of a film on Lambda, at the configured memory and at half and twice as much."""

import math
from collections.abc import Mapping
from statistics import median
from typing import NamedTuple

from infra.bench.inputs.film_cache import cached_film
from infra.bench.lambda_emulator.function_package import configured_memory
from infra.bench.lambda_emulator.worker import time_worker, vcpus
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, fill_section, table
from infra.capacity.estimate import load_prices

_LIMIT_DOLLARS = 0.01


class Usage(NamedTuple):
    """Seconds of a cold start, and milliseconds of a film in a warm worker."""

    cold_start: float
    duration: float


def measure(plan: Plan) -> Section:
    """Run a worker at each size. Raise NotMeasured, PackagingError."""
    film, configured = cached_film("JPEG", 2).read_bytes(), configured_memory()
    usage = {}
    for megabytes in (configured // 2, configured, 2 * configured):
        times = time_worker(film, megabytes, plan.core, plan.films + 1)
        # A part of a processor: the worker had all of it, and would have waited for the rest of the time.
        share = min(1, vcpus(megabytes))
        usage[megabytes] = Usage(times.cold_start / 1000 / share, median(times.films[1:]) / share)
    return section(configured, usage)


def section(configured: int, usage: Mapping[int, Usage]) -> Section:
    """Make the criterion and the table; ``usage`` by megabytes of memory."""
    duration, prices = usage[configured].duration, load_prices()
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
    return fill_section(
        "Cost and the choice of memory",
        [criterion],
        milliseconds=math.ceil(duration),
        megabytes=f"{configured:,}",
        gb_second=f"{prices.dollars['lambda_gigabyte_second']:.10f}",
        request=f"{prices.dollars['lambda_request']:.7f}",
        dollars=f"{dollars:.4f}",
        region=prices.region,
        as_of=prices.as_of,
        table=table(("memory", "vCPU", "cold start, s", "warm, ms", "Lambda's $ per 1,000 films"), rows),
    )


def per_thousand(milliseconds: float, megabytes: int) -> float:
    """Return the dollars of a thousand films, one request each: Lambda bills whole milliseconds."""
    prices = load_prices().dollars
    gb_seconds = math.ceil(milliseconds) / 1000 * megabytes / 1024
    return 1000 * (gb_seconds * prices["lambda_gigabyte_second"] + prices["lambda_request"])
