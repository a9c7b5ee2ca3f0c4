"""Tables of figures in Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any


def table(head: Sequence[str], rows: Sequence[Sequence[str]], *, words: bool = False) -> str:
    """Return a table whose first column is text and whose other columns are figures, or ``words``."""
    rule = ["---", *["---" if words else "---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def cell(value: object) -> str:
    """Format a count as it is, a figure with three decimals, and None as a dash."""
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def with_interval(figures: Mapping[str, Any], name: str) -> str:
    """Format a figure, with its interval if ``intervals`` contains one."""
    interval = figures.get("intervals", {}).get(name)
    bounds = f" ({cell(interval[0])} to {cell(interval[1])})" if interval else ""
    return cell(figures.get(name)) + bounds
