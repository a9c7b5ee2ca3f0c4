"""Things that lie on a film, or cover a part of it."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from training.treatments.treatment import Pixels, Treatment, of_pixels

_WHITE = 255


def _drawn(draw: Callable[[ImageDraw.ImageDraw, int, int], None]) -> Treatment:
    """``draw`` is given the canvas, and its width and height."""

    def treat(film: Image.Image) -> Image.Image:
        canvas = film.copy()
        draw(ImageDraw.Draw(canvas), *canvas.size)
        return canvas

    return treat


def _written(text: str, x: float, y: float, size: float) -> Treatment:
    """Text at shares of width and height; ``size`` is its height as a share of the film's."""

    def draw(canvas: ImageDraw.ImageDraw, width: int, height: int) -> None:
        font = ImageFont.load_default(max(8, round(size * height)))
        canvas.multiline_text((x * width, y * height), text, _WHITE, font)

    return _drawn(draw)


def _black(left: float, top: float, right: float, bottom: float) -> Treatment:
    return _filled((left, top, right, bottom), 0)


def _filled(box: tuple[float, float, float, float], level: int) -> Treatment:
    def draw(canvas: ImageDraw.ImageDraw, width: int, height: int) -> None:
        left, top, right, bottom = box
        canvas.rectangle((left * width, top * height, right * width, bottom * height), level)

    return _drawn(draw)


def _arrow_and_box(canvas: ImageDraw.ImageDraw, width: int, height: int) -> None:
    canvas.rectangle((0.55 * width, 0.5 * height, 0.8 * width, 0.75 * height), outline=_WHITE, width=2)
    canvas.line((0.2 * width, 0.2 * height, 0.35 * width, 0.4 * height), _WHITE, 3)
    tip = [(0.35 * width, 0.4 * height), (0.3 * width, 0.38 * height), (0.34 * width, 0.34 * height)]
    canvas.polygon(tip, _WHITE)


def _wires(canvas: ImageDraw.ImageDraw, width: int, height: int) -> None:
    """Leads of a monitor, and their electrodes."""
    for start, middle, end in (
        ((0.1, 0), (0.4, 0.3), (0.3, 1)),
        ((0.9, 0), (0.6, 0.4), (0.75, 1)),
        ((0, 0.6), (0.5, 0.55), (1, 0.7)),
    ):
        points = [(x * width, y * height) for x, y in (start, middle, end)]
        canvas.line(points, 240, max(2, width // 100), joint="curve")
        x, y = points[1]
        canvas.ellipse((x - width / 40, y - width / 40, x + width / 40, y + width / 40), _WHITE)


def _pacemaker(canvas: ImageDraw.ImageDraw, width: int, height: int) -> None:
    canvas.ellipse((0.68 * width, 0.15 * height, 0.84 * width, 0.3 * height), _WHITE)
    lead = [(0.7, 0.25), (0.55, 0.3), (0.5, 0.5), (0.58, 0.7)]
    canvas.line([(x * width, y * height) for x, y in lead], 250, 2, joint="curve")


def _dead_rows(pixels: Pixels) -> Pixels:
    """Each twentieth row of the detector gives nothing."""
    pixels = pixels.copy()
    pixels[::20] = 0
    return pixels


def _stripes(pixels: Pixels) -> Pixels:
    """A grid that moved: bright and dark columns."""
    wave: Pixels = 40 * np.sign(np.sin(np.arange(pixels.shape[1]) * 2 * np.pi / 8))
    return pixels + wave


_PAGE = "HOSPITAL OF NOWHERE\nCHEST AP\n01.01.2000 12:00"

OVERLAYS: dict[str, Treatment] = {
    "lower_half_black": _black(0, 0.5, 1, 1),
    "upper_half_black": _black(0, 0, 1, 0.5),
    "left_half_black": _black(0, 0, 0.5, 1),
    "right_half_black": _black(0.5, 0, 1, 1),
    "dead_rows": of_pixels(_dead_rows),
    "stripes": of_pixels(_stripes),
    "text_small": _written(_PAGE, 0.02, 0.02, 0.035),
    "text_large": _written(_PAGE, 0.02, 0.02, 0.08),
    "text_over_lungs": _written("NOT FOR\nDIAGNOSIS\nCOPY", 0.15, 0.3, 0.14),
    "side_marker": _written("L", 0.88, 0.05, 0.1),
    "arrow_box": _drawn(_arrow_and_box),
    "wires": _drawn(_wires),
    "pacemaker": _drawn(_pacemaker),
    "grey_box64": _filled((0.03, 0.7, 0.3, 0.97), 64),
}
