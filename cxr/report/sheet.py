"""Lays text and pictures out on a page, from its top to its bottom."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader

from cxr.report.fonts import BOLD, REGULAR, wrapped, writable
from cxr.report.pictures import Picture
from cxr.report.tagged_page import TaggedPage

MARGIN = 42.0
"""Points, some 15 mm: what every printer can print inside of."""

WIDTH: float = A4[0] - 2 * MARGIN

_GAP = 12.0
_NAMES_WIDTH = 110.0
_DOUBT, _DOUBT_SOFT, _QUIET = HexColor("#8a5300"), HexColor("#fdf1dc"), HexColor("#51626b")


@dataclass(frozen=True, slots=True)
class Style:
    """A font, its size in points, the space above a paragraph, and whether it stands back."""

    font: str
    size: float
    above: float = 3.0
    is_quiet: bool = False

    def scaled(self, scale: float) -> "Style":
        """Return the style in another size."""
        return Style(self.font, self.size * scale, self.above * scale, self.is_quiet)

    @property
    def leading(self) -> float:
        """Return the distance of two lines in points."""
        return self.size * 1.3


TITLE = Style(BOLD, 16, above=4)
HEADING = Style(BOLD, 10.5, above=9)
LABEL = Style(BOLD, 15, above=10)
BODY = Style(REGULAR, 9.5)
STRONG = Style(BOLD, 9.5)
SMALL = Style(REGULAR, 8, above=2, is_quiet=True)


class Sheet:
    """A page with a cursor. ``scale`` makes all text larger or smaller."""

    def __init__(self, page: TaggedPage, scale: float) -> None:
        self._page = page
        self._scale = scale
        self._y: float = A4[1] - MARGIN

    @property
    def room(self) -> float:
        """Return how many points are left above the lower margin. Negative where text runs over it."""
        return self._y - MARGIN

    def text(self, kind: str, text: str, style: Style) -> None:
        """Add a paragraph as an element of ``kind``."""
        style = style.scaled(self._scale)
        self._y -= style.above
        self._y -= self._write(kind, text, style, MARGIN, WIDTH)

    def warning(self, heading: str, sentences: Iterable[str]) -> None:
        """Add a coloured box."""
        paragraphs = [(heading, STRONG.scaled(self._scale * 1.3))]
        paragraphs += [(sentence, BODY.scaled(self._scale)) for sentence in sentences]
        inner = WIDTH - 2 * _GAP
        height = sum(
            style.above + style.leading * len(wrapped(text, style.font, style.size, inner))
            for text, style in paragraphs
        )
        canvas = self._page.canvas
        with self._page.decoration():
            canvas.setFillColor(_DOUBT_SOFT)
            canvas.setStrokeColor(_DOUBT)
            canvas.rect(MARGIN, self._y - height - _GAP, WIDTH, height + _GAP, fill=1)
        self._y -= _GAP / 4
        for text, style in paragraphs:
            self._y -= style.above
            self._y -= self._write("P", text, style, MARGIN + _GAP, inner)
        self._y -= _GAP

    def table(self, facts: Sequence[tuple[str, str]]) -> None:
        """Add pairs of a name and a value."""
        name_style, value_style = SMALL.scaled(self._scale), BODY.scaled(self._scale)
        self._y -= value_style.above * 2
        with self._page.group("Table"):
            for name, value in facts:
                with self._page.group("TR"):
                    self._write("TH", name, name_style, MARGIN, _NAMES_WIDTH)
                    left = MARGIN + _NAMES_WIDTH
                    self._y -= self._write("TD", value, value_style, left, WIDTH - _NAMES_WIDTH)

    def pictures(self, pictures: Sequence[tuple[str, Picture]], height: float) -> None:
        """Add up to two pictures beside each other, at most ``height`` points high, with their captions."""
        width = (WIDTH - _GAP) / 2
        caption = SMALL.scaled(self._scale)
        drawn = max((min(height, width / p.width * p.height) for _, p in pictures), default=0.0)
        self._y -= _GAP
        for column, (name, picture) in enumerate(pictures):
            factor = min(width / picture.width, height / picture.height)
            left = MARGIN + column * (width + _GAP)
            size = (picture.width * factor, picture.height * factor)
            bottom = self._y - size[1]
            with self._page.part("Figure", spoken=name, box=(left, bottom, left + size[0], self._y)):
                self._page.canvas.drawImage(ImageReader(BytesIO(picture.jpeg)), left, bottom, *size)
            self._write("Caption", name, caption, left, width, below=drawn)
        self._y -= drawn + caption.leading

    def _write(  # noqa: PLR0913  (what, how, and where)
        self, kind: str, text: str, style: Style, left: float, width: float, *, below: float = 0
    ) -> float:
        """Write a paragraph ``below`` the cursor. Return its height."""
        shown = writable(text)
        lines = wrapped(shown, style.font, style.size, width)
        canvas = self._page.canvas
        with self._page.part(kind, instead=text if shown != text else ""):
            canvas.setFillColor(_QUIET if style.is_quiet else HexColor("#000000"))
            canvas.setFont(style.font, style.size)
            for number, line in enumerate(lines, start=1):
                baseline = self._y - below - style.leading * number + style.size * 0.3
                # With a space at its end, so that who copies the text or has it read gets whole words.
                canvas.drawString(left, baseline, line if number == len(lines) else f"{line} ")
        return style.leading * len(lines)
