"""The film before windowing as a page fetches it: lossless, for a window of the reader's own."""

import numpy as np

from cxr.imaging.deep_film import DeepFilm


def render(film: DeepFilm) -> bytes:
    """Return a grey PNG of nothing but pixels: the upper bytes of all levels, and below them the lower ones.

    Its width is that of the film, its height is twice that of the film. A browser decodes no more than 8 bits
    of a channel, so one level takes two pixels. Two planes are smaller and faster than two channels.
    """
    import imagecodecs  # noqa: PLC0415  (a worker that reads other pictures starts without waiting for it)

    planes = np.concatenate([film.levels >> 8, film.levels & 255]).astype(np.uint8)
    png = imagecodecs.PNG
    return bytes(imagecodecs.png_encode(planes, level=1, strategy=png.STRATEGY.RLE, filter=png.FILTER.UP))
