"""Turned, resized, framed, cut and moved films."""

from PIL import Image, ImageOps

from training.treatments.treatment import Treatment

_FLIPS = {
    "rot90": Image.Transpose.ROTATE_90,
    "rot180": Image.Transpose.ROTATE_180,
    "rot270": Image.Transpose.ROTATE_270,
    "transpose": Image.Transpose.TRANSPOSE,
    "vflip": Image.Transpose.FLIP_TOP_BOTTOM,
    "hflip": Image.Transpose.FLIP_LEFT_RIGHT,
}


def _turned(degrees: float) -> Treatment:
    return lambda film: film.rotate(degrees, Image.Resampling.BICUBIC)


def _flipped(how: Image.Transpose) -> Treatment:
    return lambda film: film.transpose(how)


def resized(side: int, resampling: Image.Resampling = Image.Resampling.BICUBIC) -> Treatment:
    """Return the treatment that gives a film this long edge."""

    def treat(film: Image.Image) -> Image.Image:
        scale = side / max(film.size)
        return film.resize((round(film.width * scale), round(film.height * scale)), resampling)

    return treat


def _aspect(wide: int, high: int) -> Treatment:
    def treat(film: Image.Image) -> Image.Image:
        side = max(film.size)
        size = (side * max(wide, high) // high, side * max(wide, high) // wide)
        return film.resize(size, Image.Resampling.BICUBIC)

    return treat


def _padded(wide: int, high: int) -> Treatment:
    """Black at two sides, to this aspect."""

    def treat(film: Image.Image) -> Image.Image:
        side = max(film.size)
        return ImageOps.pad(film, (side * max(wide, high) // high, side * max(wide, high) // wide))

    return treat


def bordered(percent: int, level: int) -> Treatment:
    """Return the treatment that puts a frame of one grey level around a film."""
    return lambda film: ImageOps.expand(film, film.width * percent // 100, level)


def cut(left: float = 0, top: float = 0, right: float = 0, bottom: float = 0) -> Treatment:
    """Return the treatment that cuts these shares off."""

    def treat(film: Image.Image) -> Image.Image:
        width, height = film.size
        box = (left * width, top * height, (1 - right) * width, (1 - bottom) * height)
        x, y, x_end, y_end = map(round, box)
        return film.crop((x, y, x_end, y_end))

    return treat


def cut_around(share: float) -> Treatment:
    """Return the treatment that cuts this share off at each side."""
    return cut(share, share, share, share)


def _shifted(x: float, y: float) -> Treatment:
    """Moved, with black where nothing is left."""

    def treat(film: Image.Image) -> Image.Image:
        moved = Image.new("L", film.size)
        moved.paste(film, (round(x * film.width), round(y * film.height)))
        return moved

    return treat


GEOMETRY: dict[str, Treatment] = {
    **{f"rot{degrees}": _turned(degrees) for degrees in (-5, 5, -10, 10, 15, 20, 30, 45)},
    **{name: _flipped(how) for name, how in _FLIPS.items()},
    "up1024": resized(1024),
    "up2048_lanczos": resized(2048, Image.Resampling.LANCZOS),
    "up_nearest1024": resized(1024, Image.Resampling.NEAREST),
    **{f"down{side}": resized(side) for side in (160, 112, 64)},
    **{f"asp{w}:{h}": _aspect(w, h) for w, h in ((5, 4), (4, 5), (3, 2), (2, 3))},
    **{f"pad{w}:{h}": _padded(w, h) for w, h in ((5, 4), (4, 5), (16, 9))},
    **{f"border{p}_{level}": bordered(p, level) for p in (5, 10, 20, 30) for level in (0, 255)},
    "border8_255": bordered(8, 255),
    "border10_128": bordered(10, 128),
    "border15_0": bordered(15, 0),
    **{f"crop{percent}": cut_around(percent / 100) for percent in (3, 5, 8, 10, 15, 20)},
    "crop_top20": cut(top=0.2),
    "crop_bottom20": cut(bottom=0.2),
    "crop_left15": cut(left=0.15),
    "crop_left30": cut(left=0.3),
    "crop_left_half": cut(left=0.5),
    "crop_right_half": cut(right=0.5),
    "upper_half": cut(bottom=0.5),
    "lower_half": cut(top=0.5),
    "lower_third": cut(top=2 / 3),
    "shift_x10": _shifted(0.1, 0),
    "shift_y10": _shifted(0, 0.1),
    "shift_xy15": _shifted(0.15, 0.15),
}
