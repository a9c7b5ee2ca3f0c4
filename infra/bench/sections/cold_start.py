"""From the start of the classify function's process to its first response, on one core."""

from statistics import median

from infra.bench.inputs.film_cache import cached_film
from infra.bench.lambda_emulator.function_package import configured_memory
from infra.bench.lambda_emulator.worker import Times, time_worker
from infra.bench.plan import Plan
from infra.bench.report import Section, at_most, fill_section, table

_LIMIT_SECONDS = 0.9


def measure(plan: Plan) -> Section:
    """Start workers one after the other. Raise NotMeasured, PackagingError."""
    film, megabytes = cached_film("JPEG", 2).read_bytes(), configured_memory()
    starts = [time_worker(film, megabytes, plan.core) for _ in range(plan.starts + 1)]
    # The first start reads the files from the disk; the others find them in memory.
    return section(starts[1:])


def section(starts: list[Times]) -> Section:
    """Make the criterion and the table."""
    total = median(each.cold_start for each in starts)
    figures = {
        f"start-up: {part}": median(each.parts[part] for each in starts) for part in starts[0].parts
    } | {
        "start-up": median(sum(each.parts.values()) for each in starts),
        "first invoke: 2-megapixel JPEG": median(each.films[0] for each in starts),
        "process start to first answer": total,
    }
    criterion = at_most("cold start of classify", total / 1000, _LIMIT_SECONDS, "s", 2)
    rows = [(part, f"{taken:.0f}") for part, taken in figures.items()]
    return fill_section("Cold start", [criterion], starts=len(starts), table=table(("part", "ms"), rows))
