"""What `make bench` says: a table of bars, and the figures of each section."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bar:
    """What was promised, what was measured, and whether it is enough.

    ``met`` is None where nothing was promised. ``measured`` and ``promised`` carry their units.
    """

    what: str
    measured: str
    promised: str
    met: bool | None

    @property
    def verdict(self) -> str:
        """One word."""
        return {True: "met", False: "**missed**", None: "-"}[self.met]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its bars, and Markdown that shows how they came about."""

    title: str
    bars: tuple[Bar, ...]
    text: str


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Markdown, padded for terminals: the first column is words, the others are figures."""
    columns = list(zip(*([head, *rows]), strict=True))
    widths = [max(map(len, column)) for column in columns]
    lines = [_line(head, widths), _rule(widths), *(_line(row, widths) for row in rows)]
    return "\n".join(lines)


def bars_table(sections: Sequence[Section]) -> str:
    """The one table of all bars."""
    bars = [bar for section in sections for bar in section.bars]
    rows = [(bar.what, bar.measured, bar.promised, bar.verdict) for bar in bars]
    return table(("what", "measured", "bar", "verdict"), rows)


def page(conditions: str, sections: Sequence[Section]) -> str:
    """docs/benchmarks.md."""
    lead = "Written by `make bench`, from what it measured; change it by measuring again."
    parts = [f"# Benchmarks\n\n{lead}", conditions, bars_table(sections)]
    parts += [f"## {section.title}\n\n{section.text}" for section in sections]
    return "\n\n".join(parts) + "\n"


def at_most(what: str, value: float, limit: float, unit: str, digits: int = 0) -> Bar:
    """A bar for something of which less is better."""
    return Bar(what, f"{value:.{digits}f} {unit}", f"≤ {limit:g} {unit}", value <= limit)


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    first, *others = zip(cells, widths, strict=True)
    padded = [first[0].ljust(first[1]), *(cell.rjust(width) for cell, width in others)]
    return f"| {' | '.join(padded)} |"


def _rule(widths: Sequence[int]) -> str:
    first, *others = widths
    return f"| {'-' * first} | {' | '.join('-' * (width - 1) + ':' for width in others)} |"
