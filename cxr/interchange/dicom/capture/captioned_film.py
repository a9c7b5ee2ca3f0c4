"""The picture that any viewer shows: the film with heatmap and regions, below a caption."""

import io

from PIL import Image, ImageDraw

from cxr.interchange.dicom.capture.caption import draw_caption
from cxr.interchange.statement import Statement

LONG_SIDE = 1024
"""Pixels of the film's long edge: the heatmap has fewer, and the archive has the film itself."""

_NARROWEST = 640
"""Pixels: a caption on less has more lines than a reader follows."""

_REGION = (64, 224, 255)
"""Cyan stands out from the greys of the film and from the yellow and red of the heatmap."""


def captioned_film(film: Image.Image, heatmap: bytes, statement: Statement) -> Image.Image:
    """Return the picture, mode RGB. The caption lies above the film and covers nothing of it.

    ``film``: mode L. ``heatmap``: the overlay of ``cxr.inference.heatmap``, of the same extent. A film
    outside the validated population gets neither heatmap nor regions.
    """
    shown = film.copy()
    shown.thumbnail((LONG_SIDE, LONG_SIDE), Image.Resampling.LANCZOS)
    picture = shown.convert("RGB")
    if not statement.is_outside:
        _lay_heatmap(picture, heatmap)
    if statement.shows_regions:
        _outline_regions(picture, statement)
    caption = draw_caption(max(picture.width, _NARROWEST), statement)
    whole = Image.new("RGB", (caption.width, caption.height + picture.height))
    whole.paste(caption)
    whole.paste(picture, ((caption.width - picture.width) // 2, caption.height))
    return whole


def _lay_heatmap(picture: Image.Image, heatmap: bytes) -> None:
    with Image.open(io.BytesIO(heatmap)) as small:
        overlay = small.convert("RGBA").resize(picture.size, Image.Resampling.BICUBIC)
    picture.paste(overlay.convert("RGB"), mask=overlay.getchannel("A"))


def _outline_regions(picture: Image.Image, statement: Statement) -> None:
    draw = ImageDraw.Draw(picture)
    for region in statement.finding.regions:
        left, top = region.x * picture.width, region.y * picture.height
        right, bottom = left + region.width * picture.width, top + region.height * picture.height
        draw.rectangle(
            (left, top, min(right, picture.width - 1), min(bottom, picture.height - 1)),
            outline=_REGION,
            width=2,
        )
