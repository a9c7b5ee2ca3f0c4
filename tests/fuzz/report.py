"""What a run found, as a table."""

from collections import Counter
from collections.abc import Iterable, Iterator

from tests.fuzz.worker import Outcome

_HEAD = ("film", "cases", "read", "slowest ms", "peak MB", "refused")


def table(outcomes: Iterable[Outcome]) -> str:
    """One line for each film: how many were read, how many refused for what, what the dearest took."""
    by_film: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        by_film.setdefault(outcome.film, []).append(outcome)
    rows = [_row(name, found) for name, found in by_film.items()]
    rows.append(_row("all", [outcome for found in by_film.values() for outcome in found]))
    return "\n".join(_lines([_HEAD, *rows]))


def _row(name: str, found: list[Outcome]) -> tuple[str, ...]:
    ends = Counter("FAULT" if outcome.is_fault else outcome.end for outcome in found)
    read = ends.pop("read", 0)
    refused = ", ".join(f"{end} {count}" for end, count in ends.most_common())
    slowest = max(outcome.milliseconds for outcome in found)
    peak = max(outcome.megabytes for outcome in found)
    return (name, str(len(found)), str(read), f"{slowest:.0f}", f"{peak:.0f}", refused)


def _lines(rows: list[tuple[str, ...]]) -> Iterator[str]:
    widths = [max(len(row[column]) for row in rows) for column in range(len(_HEAD) - 1)]
    for name, *figures, refused in rows:
        aligned = [figure.rjust(width) for figure, width in zip(figures, widths[1:], strict=True)]
        yield "  ".join((name.ljust(widths[0]), *aligned, refused)).rstrip()
