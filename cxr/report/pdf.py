"""A report as a tagged PDF of one A4 page.

ReportLab, Pillow and the fonts are in the package of the report function alone.
"""

from collections.abc import Sequence
from io import BytesIO

from cxr.report.content import Report
from cxr.report.fonts import REGULAR, load_fonts
from cxr.report.phrases import Phrase
from cxr.report.pictures import Picture, film_picture, heatmap_picture
from cxr.report.sheet import BODY, HEADING, LABEL, SMALL, STRONG, TITLE, Sheet
from cxr.report.tagged_page import TaggedPage

_SCALES = (1.0, 0.92, 0.85, 0.78)
"""Sizes of the text, largest first: the first one that leaves room for the pictures is taken."""

_LEAST, _MOST = 170.0, 300.0
"""Points that a picture is high: 6 to 10.5 cm."""

Pictures = Sequence[tuple[str, Picture]]


def report_pdf(report: Report, preview: bytes, heatmap: bytes | None) -> bytes:
    """Return the PDF of a report.

    ``preview`` is the film as a JPEG. ``heatmap`` is the overlay as a transparent PNG, or None where it
    is missing.
    The PDF's metadata contain no name of a person.
    """
    load_fonts()
    say = report.wording.say
    if heatmap is None:
        pictures = [(say(Phrase.FILM_ALONE), film_picture(preview))]
    else:
        film, overlaid = film_picture(preview), heatmap_picture(preview, heatmap)
        pictures = [(say(Phrase.FILM), film), (say(Phrase.FILM_WITH_HEATMAP), overlaid)]
    for scale in _SCALES:
        _, room = _drawn(report, (), scale)
        if room >= _LEAST:
            break
    return _drawn(report, pictures, scale, min(max(room, _LEAST), _MOST))[0]


def _drawn(report: Report, pictures: Pictures, scale: float, height: float = 0) -> tuple[bytes, float]:
    """Return the PDF with pictures ``height`` points high, and the points that it leaves free."""
    file = BytesIO()
    say = report.wording.say
    title = say(Phrase.PDF_TITLE, study=report.study_id)
    page = TaggedPage(file, title, REGULAR, report.wording.language)
    sheet = Sheet(page, scale)
    for box in (report.mark, report.warning):
        if box:
            sheet.warning(box.heading, box.sentences)
    sheet.text("H1", say(Phrase.TITLE), TITLE)
    sheet.text("P", say(Phrase.DISCLAIMER), STRONG)
    sheet.table(report.facts)
    if report.label and report.probability:
        sheet.text("P", report.label, LABEL)
        sheet.text("P", report.probability, STRONG)
    sheet.pictures(pictures, height)
    for section in report.sections:
        sheet.text("H2", section.heading, HEADING)
        for sentence in section.sentences:
            sheet.text("P", sentence, BODY)
    sheet.text("P", report.made, SMALL)
    page.save()
    return file.getvalue(), sheet.room
