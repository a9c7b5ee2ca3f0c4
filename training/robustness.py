"""Do the label and the flag look at the chest, and not at the file it came in?"""

import io
from collections.abc import Callable, Sequence

import numpy as np
from PIL import Image

from cxr.classifier import Classifier
from cxr.radiograph import Radiograph
from training.readings import Answers, ask

UPSAMPLED = 1024
"""Pixels a side: about what an archive exports for a screen."""


def measure_files(
    classifier: Classifier, films: Sequence[Radiograph], as_they_came: Answers
) -> dict[str, dict[str, float]]:
    """For each way to store a film: shares whose label, flag and both are as in ``as_they_came``.

    A refused film counts as changed.
    """
    return {
        name: _unchanged(ask(classifier, (store(film.image) for film in films)), as_they_came)
        for name, store in FILES.items()
    }


def as_png(image: Image.Image) -> bytes:
    """The film as it is, without loss."""
    return _encoded(image, "PNG", compress_level=1)


def _as_jpeg(image: Image.Image) -> bytes:
    return _encoded(image, "JPEG", quality=70)


def _upsampled(image: Image.Image) -> bytes:
    return as_png(image.resize((UPSAMPLED, UPSAMPLED), Image.Resampling.BICUBIC))


def _stretched(wide: int, high: int) -> Callable[[Image.Image], bytes]:
    """Stored at an aspect of ``wide`` to ``high``, the longer side grown."""

    def store(image: Image.Image) -> bytes:
        side = min(image.size)
        size = (side * max(wide, high) // high, side * max(wide, high) // wide)
        return as_png(image.resize(size, Image.Resampling.BICUBIC))

    return store


FILES: dict[str, Callable[[Image.Image], bytes]] = {
    "upsampled": _upsampled,
    "png": as_png,
    "jpeg_70": _as_jpeg,
    "stretched_5_4": _stretched(5, 4),
    "stretched_4_5": _stretched(4, 5),
}
"""Ways to store a film that change nothing of what it shows. Those at hand were squashed to a square
by whoever resized them: at 5:4 they are as detectors give them."""


def _encoded(image: Image.Image, kind: str, **options: int) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def _unchanged(stored: Answers, came: Answers) -> dict[str, float]:
    judged = ~stored.refused & ~came.refused
    label = judged & np.array([a is b for a, b in zip(stored.labels, came.labels, strict=True)])
    flag = judged & (stored.flagged == came.flagged)
    return {
        "films": len(judged),
        "label": float(label.mean()),
        "in_population": float(flag.mean()),
        "both": float((label & flag).mean()),
    }
