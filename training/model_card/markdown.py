"""Tables of figures in Markdown."""

from collections.abc import Mapping, Sequence
from typing import Any


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """A table whose first column is words and whose others are figures."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join(f"| {' | '.join(cells)} |" for cells in (head, rule, *rows))


def shown(value: object) -> str:
    """A count as it is, a figure to three digits behind the point, a dash for what is not known."""
    if value is None:
        return "-"
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def with_interval(figures: Mapping[str, Any], name: str) -> str:
    """A figure, and its interval where ``intervals`` beside it has one."""
    interval = figures.get("intervals", {}).get(name)
    bounds = f" ({shown(interval[0])} to {shown(interval[1])})" if interval else ""
    return shown(figures.get(name)) + bounds
