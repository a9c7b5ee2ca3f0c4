"""The page of `make bench`: the words of page.md, a table of criteria, and the figures of each section."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from string import Template

_HEAD, *_SECTIONS = Path(__file__).with_name("page.md").read_text().split("\n## ")
_TEXTS = dict(section.split("\n", 1) for section in _SECTIONS)


@dataclass(frozen=True, slots=True)
class Criterion:
    """A measured figure and the limit that it must keep, both with units; ``met`` is None without a limit."""

    what: str
    measured: str
    limit: str = "stated"
    met: bool | None = None

    @property
    def verdict(self) -> str:
        """Return the verdict in one word."""
        return {True: "met", False: "**missed**", None: "-"}[self.met]


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: its criteria, and Markdown with the figures behind them."""

    title: str
    criteria: Sequence[Criterion]
    text: str


def at_most(what: str, value: float, limit: float, unit: str, digits: int = 0) -> Criterion:
    """Return the criterion of a figure that must not exceed ``limit``."""
    return Criterion(what, f"{value:.{digits}f} {unit}", f"≤ {limit:g} {unit}", value <= limit)


def fill_section(title: str, criteria: Sequence[Criterion], **values: object) -> Section:
    """Fill in the text that page.md has under this title."""
    return Section(title, criteria, Template(_TEXTS[title]).substitute(values).strip())


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Format a Markdown table, padded for terminals: first column left, the others right."""
    widths = [max(map(len, column)) for column in zip(head, *rows, strict=True)]
    rule = ["-" * widths[0], *("-" * (width - 1) + ":" for width in widths[1:])]
    formats = [f"{{:<{widths[0]}}}", *(f"{{:>{width}}}" for width in widths[1:])]
    line = f"| {' | '.join(formats)} |"
    return "\n".join(line.format(*cells) for cells in (head, rule, *rows))


def page(conditions: str, sections: Sequence[Section]) -> str:
    """Return the page, with the table of all criteria before the sections."""
    criteria = [criterion for section in sections for criterion in section.criteria]
    rows = [(each.what, each.measured, each.limit, each.verdict) for each in criteria]
    head = Template(_HEAD).substitute(
        conditions=conditions, criteria=table(("what", "measured", "limit", "verdict"), rows)
    )
    return "\n\n".join([head.strip(), *(f"## {each.title}\n\n{each.text}" for each in sections)]) + "\n"
