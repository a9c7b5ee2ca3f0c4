"""Do label and flag look at the chest, and not at the file it came in, its framing, or texture upon it?"""

import io
import zlib
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt
from PIL import Image

from cxr.classifier import Classifier
from cxr.radiograph import Radiograph
from cxr.study import Label
from training.readings import Answers, ask

UPSAMPLED = 1024
"""Pixels a side: about what an archive exports for a screen."""

CELLS, TEXTURE = 56, 5.0
"""Of the texture that is laid over a film: patches a side, and its standard deviation in levels. A patch has
four of the 224 pixels a side that the model sees."""


def measure_files(
    classifier: Classifier, films: Sequence[Radiograph], as_they_came: Answers, sick: npt.NDArray[np.bool_]
) -> dict[str, dict[str, float]]:
    """For each way to store, frame or blemish a film: shares that are as in ``as_they_came``.

    Shares of films whose label, whose flag, and whose both are; a refused film counts as changed. With
    them sensitivity and specificity of the label "positive", where there are films to tell by; ``sick``
    (films,) tells which show pneumonia.
    """
    measured = {}
    for name, store in (FILES | FRAMES | BLEMISHES).items():
        answers = ask(classifier, (store(film.image) for film in films))
        measured[name] = _unchanged(answers, as_they_came) | _worth(answers, sick)
    return measured


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


def _cut(wide: float, high: float) -> Callable[[Image.Image], bytes]:
    """These shares cut off at the left and the right, at the top and the bottom."""

    def store(image: Image.Image) -> bytes:
        x, y = round(wide * image.width), round(high * image.height)
        return as_png(image.crop((x, y, image.width - x, image.height - y)))

    return store


def _textured(image: Image.Image) -> bytes:
    """Soft patches, lighter and darker: as noise looks on a film that was enlarged."""
    random = np.random.default_rng(zlib.crc32(image.tobytes()))
    patches = Image.fromarray(random.normal(size=(CELLS, CELLS)).astype(np.float32))
    texture = np.asarray(patches.resize(image.size, Image.Resampling.BICUBIC))
    film = np.asarray(image) + TEXTURE * texture / texture.std()
    return as_png(Image.fromarray(np.clip(np.rint(film), 0, 255).astype(np.uint8)))


FILES: dict[str, Callable[[Image.Image], bytes]] = {
    "upsampled": _upsampled,
    "png": as_png,
    "jpeg_70": _as_jpeg,
    "stretched_5_4": _stretched(5, 4),
    "stretched_4_5": _stretched(4, 5),
}
"""Ways to store a film that change nothing of what it shows. Those at hand were squashed to a square
by whoever resized them: at 5:4 they are as detectors give them."""

FRAMES = {"cut_high": _cut(0, 0.1), "cut_wide": _cut(0.1, 0)}
"""Closer framings, as another radiographer may choose: the chest is in view, of neck and belly less."""

BLEMISHES = {"textured": _textured}
"""What may lie on a film and is not of the chest."""


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


def _worth(answers: Answers, sick: npt.NDArray[np.bool_]) -> dict[str, float]:
    """A film that was refused is called wrongly."""
    positive = answers.labelled(Label.POSITIVE)
    right = {"sensitivity": positive[sick], "specificity": (~positive & ~answers.refused)[~sick]}
    return {name: float(of.mean()) for name, of in right.items() if of.size}
