"""What it costs to read films in another process, whose memory and time are limited."""

from infra.bench.film_files import film_file
from infra.bench.machine import processor
from infra.bench.own_process import run_module
from infra.bench.report import Bar, Section, table

_FILMS = (("JPEG", 2), ("uncompressed", 10), ("RLE", 10), ("JPEG lossless", 10), ("JPEG 2000", 10))
_LEAD = (
    "Medians in milliseconds from the bytes of a film to the film at viewing size, on one core, in a warm\n"
    "worker: in the worker's own process, and in the process whose memory and time are limited. The\n"
    "difference is two copies of the file, three of the film, and two turns between processes.\n\n"
)


def measure(rounds: int, core: int) -> Section:
    """Time each film in a process of its own."""
    return section(
        {film: run_module("sandbox_parts", film_file(*film), rounds, core=core) for film in _FILMS}
    )


def section(times: dict[tuple[str, int], dict[str, float]]) -> Section:
    """Bars and table of what was measured, milliseconds by film."""
    bars, rows = [], []
    for (kind, megapixels), taken in times.items():
        price = taken["sandboxed"] - taken["plain"]
        name = f"{kind}, {megapixels} MP"
        bars.append(Bar(f"price of the sandbox, {name}", f"{price:.1f} ms", "stated", None))
        rows.append((name, f"{taken['plain']:.1f}", f"{taken['sandboxed']:.1f}", f"{price:.1f}"))
    head = (f"film ({processor()})", "plain", "sandboxed", "price")
    return Section("The sandbox", tuple(bars), _LEAD + table(head, rows))
