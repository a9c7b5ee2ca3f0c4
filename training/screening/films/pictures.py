"""Pictures that are no whole upright chest film, made from chest films."""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageFilter

from training.data.arrays import Pixels
from training.screening.films.exposures import expose

Random = np.random.Generator

Draw = Callable[[], Pixels]
"""Draws a chest film, (n, n) uint8."""

SHEETS = ((1, 2), (1, 2), (2, 1), (2, 2), (1, 3))
"""Rows and columns of a picture of several films; two beside each other are the commonest."""


def misoriented(draw: Draw, random: Random) -> Pixels:
    """Return a film that is inverted, upside down, or turned: by right angles, or by 40 to 140 degrees."""
    film, kind = draw(), random.integers(4)
    if kind == 0:
        return 255 - film
    if kind == 1:
        angle = float(random.choice([-1, 1]) * random.uniform(40, 140))
        beyond = int(random.choice([0, 0, 255]))
        turned = Image.fromarray(film).rotate(
            angle, Image.Resampling.BILINEAR, expand=bool(random.integers(2)), fillcolor=beyond
        )
        return np.asarray(turned.resize((len(film), len(film))))
    return np.ascontiguousarray(
        np.rot90(film, int(random.integers(1, 4))) if random.random() < 0.8 else film[::-1]
    )


def partial(draw: Draw, random: Random) -> Pixels:
    """Return a film with about half of it covered, half a film, or a detail."""
    film, kind = draw(), random.random()
    level = int(random.choice([0, 0, 0, 255, int(film.mean())]))
    if kind < 1 / 4:
        covered = film.copy()
        covered[_half(len(film), random.uniform(0.42, 0.6), random)] = level
        return covered
    if kind < 3 / 4:
        return _placed(film[_half(len(film), random.uniform(0.33, 0.56), random)], level, len(film), random)
    side = int(random.uniform(0.2, 0.48) * len(film))
    row, column = random.integers(len(film) - side, size=2)
    return _enlarged(film[row : row + side, column : column + side], len(film))


def several(draw: Draw, random: Random) -> Pixels:
    """Return two to four films in one picture, of one patient or of several, with a gap or without."""
    rows, columns = SHEETS[random.integers(len(SHEETS))]
    first = draw()
    same, side = random.random() < 0.3, len(first)
    step = side + int(random.integers(0, 16))
    sheet = Image.new("L", (columns * step, rows * step), int(random.choice([0, 0, 255, 128])))
    for place in range(rows * columns):
        film = first if same else draw()
        if not same and random.random() < 0.5:
            film = expose(film, random)
        image = Image.fromarray(film)
        if random.random() < 0.2:
            image = image.resize((int(side * random.uniform(0.7, 1)), int(side * random.uniform(0.7, 1))))
        sheet.paste(image, (place % columns * step, place // columns * step))
    return np.asarray(sheet.resize((side, side), Image.Resampling.BILINEAR))


def out_of_focus(draw: Draw, random: Random) -> Pixels:
    """Return a film whose fine structures are gone: the deviation of the blur is 3 to 7 of 224 pixels."""
    film = Image.fromarray(draw())
    return np.asarray(film.filter(ImageFilter.GaussianBlur(random.uniform(3, 7) * film.width / 224)))


def not_a_chest(draw: Draw, random: Random) -> Pixels:
    """Return a picture that ``draw`` gives, some inverted, some turned."""
    picture = draw()
    if random.random() < 0.3:
        picture = 255 - picture
    turns = int(random.integers(4)) if random.random() < 0.3 else 0
    return np.ascontiguousarray(np.rot90(picture, turns))


def _half(side: int, share: float, random: Random) -> tuple[slice, slice]:
    """Return the upper, lower, left or right part of a square."""
    part, whole = int(share * side), slice(None)
    ends = (slice(0, part), slice(side - part, side))
    end = ends[random.integers(2)]
    return (end, whole) if random.random() < 0.5 else (whole, end)


def _placed(part: Pixels, level: int, side: int, random: Random) -> Pixels:
    """Return a part of a film enlarged to the square, or in the corner of an empty one."""
    if random.random() < 0.75:
        return _enlarged(part, side)
    square = np.full((side, side), level, np.uint8)
    square[: part.shape[0], : part.shape[1]] = part
    return square


def _enlarged(part: Pixels, side: int) -> Pixels:
    return np.asarray(Image.fromarray(np.ascontiguousarray(part)).resize((side, side)))
