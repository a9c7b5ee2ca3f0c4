"""Films as pictures of something else show them: several in one, on a screen, photographed, in colour."""

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageOps

from training.treatments.storage import encoded
from training.treatments.treatment import PairTreatment, Treatment


def _grid(columns: int, rows: int) -> PairTreatment:
    """Two films in turns, side by side or one above the other."""

    def treat(film: Image.Image, other: Image.Image) -> Image.Image:
        sheet = Image.new("L", (columns * film.width, rows * film.height))
        for place in range(columns * rows):
            row, column = divmod(place, columns)
            shown = film if (row + column) % 2 == 0 else other.resize(film.size)
            sheet.paste(shown, (column * film.width, row * film.height))
        return sheet

    return treat


def _beside_nothing(film: Image.Image) -> Image.Image:
    return ImageOps.expand(film, (0, 0, film.width, 0), 0)


def _on_screen(width: float, height: float, scale: float) -> Treatment:
    """A viewer's window around the film: ``width`` and ``height`` in sides of the film, its bars grey."""

    def treat(film: Image.Image) -> Image.Image:
        side = max(film.size)
        screen = Image.new("RGB", (round(width * side), round(height * side)), (32, 34, 40))
        shown = film.resize((round(film.width * scale), round(film.height * scale)))
        left, top = (screen.width - shown.width) // 2, (screen.height - shown.height) // 2
        screen.paste(shown.convert("RGB"), (left, top))
        canvas = ImageDraw.Draw(screen)
        canvas.rectangle((0, 0, screen.width, side // 20), fill=(60, 63, 70))
        for number in range(6):
            x = 4 + number * side // 10
            canvas.rectangle((x, 2, x + side // 14, side // 20 - 2), fill=(150, 155, 160))
        return screen

    return treat


def _jet(film: Image.Image) -> Image.Image:
    """The colour map of that name: blue, cyan, yellow, red."""
    share = np.asarray(film, np.float64) / 255
    channels = [1.5 - np.abs(4 * share - centre) for centre in (3, 2, 1)]
    return Image.fromarray(np.rint(255 * np.stack(channels, -1).clip(0, 1)).astype(np.uint8))


def _photographed(tilt: float, shade: float, blur: float, quality: int) -> Treatment:
    """A film on a light box, taken with a telephone: tilted, unevenly lit, out of focus, in warm light."""

    def treat(film: Image.Image) -> bytes:
        width, height = film.size
        x, y = tilt * width, tilt * height
        corners = (-x, -y / 2, x / 3, height + y, width + x, height - y / 4, width - x / 2, y)
        seen = film.transform(film.size, Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
        light = 1 - shade * np.linspace(0, 1, width)[None, :] * np.linspace(0.4, 1, height)[:, None]
        grey = np.asarray(seen.filter(ImageFilter.GaussianBlur(blur)), np.float64) * light
        colour = np.stack([grey, 0.97 * grey + 2, 0.9 * grey + 4], -1)
        return encoded(
            Image.fromarray(np.rint(colour).clip(0, 255).astype(np.uint8)), "JPEG", quality=quality
        )

    return treat


PAIRS: dict[str, PairTreatment] = {
    "collage_2h": _grid(2, 1),
    "collage_2v": _grid(1, 2),
    "collage_4": _grid(2, 2),
}

PICTURES: dict[str, Treatment] = {
    "film_plus_blank": _beside_nothing,
    "screenshot_wide": _on_screen(1.9, 1.1, 0.9),
    "screenshot_tight": _on_screen(1.02, 1.12, 1),
    "jet": _jet,
    "phone_mild": _photographed(0.02, 0.15, 0.5, 90),
    "phone": _photographed(0.05, 0.3, 0.8, 80),
    "phone_hard": _photographed(0.09, 0.5, 1.5, 60),
}
