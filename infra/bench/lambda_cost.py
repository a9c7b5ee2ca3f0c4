"""What a film costs on Lambda, at the configured memory and at half and twice of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from statistics import median

from infra.bench import cost
from infra.bench.cpu_share import vcpus
from infra.bench.film_files import film_file
from infra.bench.lambda_package import unpacked
from infra.bench.lambda_worker import lambda_worker
from infra.bench.report import Bar, Section, table

_LIMIT_DOLLARS = 0.01


@dataclass(frozen=True, slots=True)
class Spent:
    """Seconds from process start to first answer, and the middle milliseconds of a warm worker's films."""

    cold_start: float
    duration: float


def measure(megabytes: int, films: int, core: int) -> Section:
    """Run a worker at each size. Raises CannotInstall, FunctionFailed, PackagingError."""
    sizes = (megabytes // 2, megabytes, 2 * megabytes)
    return section(megabytes, {size: _spent(size, films, core) for size in sizes})


def _spent(megabytes: int, films: int, core: int) -> Spent:
    film = film_file("JPEG", 2).read_bytes()
    with lambda_worker(unpacked(), film, megabytes, core) as worker:
        cold_start = (worker.start_up + worker.first_invoke) / 1000
        return Spent(cold_start, median(worker.invoke() for _ in range(films)))


def section(configured: int, spent: Mapping[int, Spent]) -> Section:
    """Bar and table of what was measured, by megabytes of memory."""
    chosen = spent[configured]
    dollars = cost.per_thousand(chosen.duration, configured)
    bar = Bar(
        "Lambda's price of 1,000 films",
        f"$ {dollars:.4f}",
        f"≤ $ {_LIMIT_DOLLARS}",
        dollars <= _LIMIT_DOLLARS,
    )
    rows = [_row(size, each, configured) for size, each in sorted(spent.items())]
    text = [
        cost.arithmetic(chosen.duration, configured) + ".\n",
        f"Prices: {cost.PRICE_SOURCE}.",
        "The duration is that of a 2-megapixel JPEG in a warm worker, from event to answer, with AWS on",
        "loopback: add what S3 and DynamoDB take to answer in your region. Requests to them, the queue and",
        "the storage are not in it.\n",
        table(("memory", "vCPU", "cold start, s", "warm, ms", "$ per 1,000 films"), rows),
        "\nLambda gives processors by memory. With less than a whole one a film takes longer by as much as a",
        "millisecond costs less, and the clinician waits for it; with more, a part of it is paid and idle,",
        "since reading a film keeps one core busy.",
    ]
    return Section("Cost and the choice of memory", (bar,), "\n".join(text))


def _row(megabytes: int, spent: Spent, configured: int) -> tuple[str, ...]:
    mark = " (configured)" if megabytes == configured else ""
    dollars = cost.per_thousand(spent.duration, megabytes)
    return (
        f"{megabytes:,} MB{mark}",
        f"{vcpus(megabytes):.2f}",
        f"{spent.cold_start:.2f}",
        f"{spent.duration:.0f}",
        f"{dollars:.4f}",
    )
