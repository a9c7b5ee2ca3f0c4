"""The caption above a film: what the picture is, what was found and where that holds."""

from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from cxr.inference import meaning_words
from cxr.interchange.statement import NOT_FOR_DIAGNOSIS, Statement, conclusion, limits, probability_lines

_WARNING, _HEADLINE, _BODY = 0.024, 0.034, 0.02
"""Height of the letters as shares of the caption's width: legible where the picture fills half a screen."""

_MARGIN, _LINE = 0.02, 1.4
_WHITE, _AMBER, _GREY = (255, 255, 255), (255, 196, 64), (205, 205, 205)


_Font = ImageFont.FreeTypeFont | ImageFont.ImageFont


@dataclass(frozen=True, slots=True)
class _Line:
    words: str
    font: _Font
    colour: tuple[int, int, int]
    height: int


def draw_caption(width: int, statement: Statement) -> Image.Image:
    """Return the caption, mode RGB, white and amber on black, as high as its words need."""
    margin = round(_MARGIN * width)
    lines = list(_lines(statement, width, width - 2 * margin))
    caption = Image.new("RGB", (width, sum(line.height for line in lines) + 2 * margin))
    draw, top = ImageDraw.Draw(caption), margin
    for line in lines:
        draw.text((margin, top), line.words, fill=line.colour, font=line.font)
        top += line.height
    return caption


def _lines(statement: Statement, width: int, room: int) -> Iterator[_Line]:
    for words, share, colour in _paragraphs(statement):
        font = ImageFont.load_default(share * width)
        for line in _wrapped(words, font, room):
            yield _Line(line, font, colour, round(_LINE * share * width))


def _paragraphs(statement: Statement) -> Iterator[tuple[str, float, tuple[int, int, int]]]:
    yield NOT_FOR_DIAGNOSIS, _WARNING, _AMBER
    yield _headline(statement), _HEADLINE, _AMBER if statement.is_outside else _WHITE
    yield (
        conclusion(statement) if statement.is_outside else " ".join(probability_lines(statement)),
        _BODY,
        _WHITE,
    )
    legend = (
        ""
        if statement.is_outside or statement.shows_regions
        else " Yellow to red: places that raised the probability."
    )
    yield f"{limits(statement)}{legend} Pneumoscope, model {statement.model}.", _BODY, _GREY


def _headline(statement: Statement) -> str:
    label, site, own = statement.finding.label, statement.probability_at_site, statement.probability
    if label is None or own is None:
        return "OUTSIDE THE VALIDATED POPULATION"
    shown = (
        f"probability {meaning_words.percent(own)}"
        if site is None
        else f"probability here {meaning_words.percent(site)}"
    )
    return f"Pneumonia {label.upper()}, {shown}"


def _wrapped(words: str, font: _Font, room: int) -> Iterator[str]:
    """Yield the words in lines that fit the room, in pixels. A number keeps its per cent sign."""
    line = ""
    for word in words.replace(" %", "_%").split():
        longer = f"{line} {word}".strip().replace("_%", " %")
        if line and font.getlength(longer) > room:
            yield line
            longer = word.replace("_%", " %")
        line = longer
    yield line
