"""What the model makes of films of which it cannot see a part: nothing but the lungs should matter."""

from collections.abc import Callable, Mapping, Sequence
from functools import partial

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFilter
from scipy.spatial import ConvexHull

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier
from cxr.study import Label
from training.metrics import weighted_metrics as weighted
from training.metrics.bootstrap import Statistic, estimate
from training.metrics.predictions import LabelledPredictions, predict_altered
from training.treatments.geometry import GEOMETRY
from training.treatments.overlays import OVERLAYS
from training.treatments.treatment import Treatment, picture_of

AS_THEY_ARE, LUNGS_GREY = "as_they_are", "lungs_grey"

HALVES_BLACK = ("lower_half_black", "upper_half_black", "left_half_black", "right_half_black")

WIDENED = 0.04
"""What the hull of the lungs is widened by on each side, in sides of the film: a mask may cut a white lung
short."""

_GREY = 128

Alteration = Callable[[Image.Image, Image.Image], Image.Image]
"""From a film, and a mask of its size that is 255 at the lungs, to a picture."""


def measure_covered(
    classifier: Classifier, films: Sequence[Radiograph], predictions: LabelledPredictions
) -> dict[str, object]:
    """Return the figures of films as they are, and of each alteration.

    ``films`` are those of ``predictions``. The AUC is of all films, refused ones included. ``positive_ill``
    and ``positive_normal`` are the shares with the label "positive" and no flag.
    """
    hulls = [hull_of(lungs) for lungs in predictions.lungs]
    measured: dict[str, object] = {"films": len(films), AS_THEY_ARE: _figures(predictions)}
    for name, alter in ALTERATIONS.items():
        pictures = (
            alter(film.image, hull.resize(film.image.size)) for film, hull in zip(films, hulls, strict=True)
        )
        measured[name] = _figures(predict_altered(classifier, pictures, predictions))
    return measured


def hull_of(lungs: npt.NDArray[np.bool_], side: int = 224) -> Image.Image:
    """Return the convex hull of the lungs (n, n), widened: mode L, ``side`` pixels, 255 inside."""
    rows, columns = np.nonzero(lungs)
    corners = np.concatenate([np.stack([columns + x, rows + y], 1) for x in (0, 1) for y in (0, 1)])
    outline = corners[ConvexHull(corners).vertices] * side / len(lungs)
    mask = Image.new("L", (side, side))
    ImageDraw.Draw(mask).polygon([(float(x), float(y)) for x, y in outline], fill=255)
    return mask.filter(ImageFilter.MaxFilter(2 * round(WIDENED * side) + 1))


def _lungs_grey(film: Image.Image, lungs: Image.Image) -> Image.Image:
    return Image.composite(Image.new("L", film.size, _GREY), film, lungs)


def _outside_black(film: Image.Image, lungs: Image.Image) -> Image.Image:
    return Image.composite(film, Image.new("L", film.size), lungs)


def _treated(treatment: Treatment) -> Alteration:
    return lambda film, _: picture_of(treatment, film)


ALTERATIONS: Mapping[str, Alteration] = {
    LUNGS_GREY: _lungs_grey,
    "outside_black": _outside_black,
    **{name: _treated(OVERLAYS[name]) for name in HALVES_BLACK},
    "lower_third": _treated(GEOMETRY["lower_third"]),
}


def _figures(predictions: LabelledPredictions) -> dict[str, object]:
    ill, every = predictions.positive, np.ones(len(predictions.truth), bool)
    positive = predictions.has_label(Label.POSITIVE) & ~predictions.flagged
    statistics: dict[str, Statistic] = {
        "auc": partial(weighted.auc, scores=predictions.logits, truth=ill),
        "positive_ill": partial(weighted.share, numerator=positive, denominator=ill),
        "positive_normal": partial(weighted.share, numerator=positive, denominator=~ill),
        "refused": partial(weighted.share, numerator=predictions.refused, denominator=every),
        "flagged": partial(weighted.share, numerator=predictions.flagged, denominator=every),
    }
    values, intervals = estimate(statistics, predictions.patients)
    return {**values, "intervals": intervals}
