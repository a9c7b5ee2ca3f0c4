"""The fonts of a report, which it embeds, and what becomes of characters that they cannot write."""

import unicodedata
from functools import cache
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR, BOLD = "DejaVuSans", "DejaVuSans-Bold"

_FOLDER = Path(__file__).parent / "fonts"

_RIGHT_TO_LEFT = {"R", "AL", "AN"}
"""Bidirectional classes of Hebrew and Arabic. Without shaping, their letters would be reversed."""


@cache
def load_fonts() -> None:
    """Make both fonts known to ReportLab, once a process: parsing them takes some 60 ms."""
    for name in (REGULAR, BOLD):
        pdfmetrics.registerFont(TTFont(name, _FOLDER / f"{name}.ttf"))


def writable(text: str) -> str:
    """Return ``text`` with each character that the fonts cannot write as its number, as in U+5F20.

    A box in its place would make two references look alike.
    """
    return "".join(
        character if _is_writable(character) else f"[U+{ord(character):04X}]" for character in text
    )


def wrapped(text: str, font: str, size: float, width: float) -> list[str]:
    """Return the lines of ``text`` in a column ``width`` points wide. Break words that are longer."""
    lines: list[str] = []
    for line in simpleSplit(text, font, size, width):
        rest = line
        while rest:
            fitting = _fitting(rest, font, size, width)
            lines.append(rest[:fitting])
            rest = rest[fitting:]
    return lines


def _fitting(line: str, font: str, size: float, width: float) -> int:
    """Return how many characters of ``line`` fit, one at least."""
    length = len(line)
    while length > 1 and pdfmetrics.stringWidth(line[:length], font, size) > width:
        length -= 1
    return length


def _is_writable(character: str) -> bool:
    known = pdfmetrics.getFont(BOLD).face.charToGlyph
    return ord(character) in known and unicodedata.bidirectional(character) not in _RIGHT_TO_LEFT
