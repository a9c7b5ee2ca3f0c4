"""What a model makes of treated films: a row of figures for each treatment."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice

import numpy as np
import numpy.typing as npt
from PIL import Image
from sklearn.metrics import roc_auc_score

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Classifier
from cxr.study import Label
from training.metrics.bootstrap import SEED
from training.metrics.predictions import Predictions, predict
from training.treatments.geometry import GEOMETRY
from training.treatments.greys import GREYS
from training.treatments.overlays import OVERLAYS
from training.treatments.pictures import PAIRS, PICTURES
from training.treatments.storage import STORAGE, encoded

TREATMENTS = {**GEOMETRY, **GREYS, **OVERLAYS, **PICTURES, **STORAGE}
UNTREATED = "base"

LEVELS = ("levels_half", "levels_quarter", "bright+60", "gamma0.6", "gamma1.7", "contrast1.5")
BORDERS = ("border15_0", "border8_255")
PAIRED = ("collage_2h", "collage_2v", "collage_4")
HALVED = (
    *("upper_half", "lower_half", "crop_left_half", "crop_right_half"),
    *("upper_half_black", "lower_half_black", "left_half_black", "right_half_black"),
)
COLOURED = ("jet",)
"""Treatments that a release is measured by: levels and borders should change nothing, and a film under one of
the others should get no label."""

NORMAL, ILL = 45, 55
"""Films that a release is measured on."""

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """Shares of films, 0-1, but for the last figure.

    A flagged film counts by the label of its probability, which the service does not give.
    ``refused``, ``flagged`` (outside the population), ``in_population`` and ``uncertain`` add up
    to more than 1: the last is a label. ``label_changed`` and ``reversed`` (from negative to positive or
    back) compare with the untreated film. ``missed`` and ``false_alarms`` are wrong labels without a
    flag, ``newly_wrong`` those of them that the untreated film did not have. ``unchanged`` films have the
    label and the flag that they had, and ``kept_out`` ones are refused or flagged. ``auc`` is of the films
    that were judged; None where they are all ill, or all well.
    """

    treatment: str
    refused: float
    flagged: float
    in_population: float
    uncertain: float
    label_changed: float
    reversed: float
    missed: float
    false_alarms: float
    newly_wrong: float
    unchanged: float
    kept_out: float
    auc: float | None

    def as_dict(self) -> dict[str, str | float | None]:
        """The row as plain values."""
        return asdict(self)


def measure_treatments(
    classifier: Classifier, films: Sequence[Image.Image], ill: Bools, names: Sequence[str] = ()
) -> Iterator[Row]:
    """Yield a row for the untreated films, and one for each treatment; ``names`` chooses among them.

    ``films``: upright, mode L; ``ill``: (films,). In a pair, a film stands beside one halfway through
    the list.
    """
    base = predict(classifier, (_file(film) for film in films))
    yield _row(UNTREATED, base, base, ill)
    others = list(islice(cycle(films), len(films) // 2, len(films) // 2 + len(films)))
    for name, treat in TREATMENTS.items():
        if not names or name in names:
            predictions = predict(classifier, (_file(treat(film)) for film in films))
            yield _row(name, predictions, base, ill)
    for name, join in PAIRS.items():
        if not names or name in names:
            pairs = zip(films, others, strict=True)
            predictions = predict(classifier, (_file(join(film, other)) for film, other in pairs))
            yield _row(name, predictions, base, ill)


def measure_some(
    classifier: Classifier, films: Sequence[Radiograph], ill: Bools
) -> dict[str, int | dict[str, str | float | None]]:
    """Return the figures of the treatments that a release is measured by, on NORMAL and ILL films.

    ``ill``: (films,). The films are drawn at random; if there are fewer, all of them are used.
    """
    random = np.random.default_rng(SEED)
    drawn = [random.permutation(np.flatnonzero(which))[:most] for which, most in ((~ill, NORMAL), (ill, ILL))]
    chosen = np.concatenate(drawn)
    names = (*LEVELS, *BORDERS, *PAIRED, *HALVED, *COLOURED)
    rows = measure_treatments(classifier, [films[i].image for i in chosen], ill[chosen], names)
    figures = {row.treatment: row.as_dict() for row in rows}
    return {"films": len(chosen), **figures}


def _file(picture: Image.Image | bytes) -> bytes:
    return picture if isinstance(picture, bytes) else encoded(picture, "PNG", compress_level=1)


def _row(name: str, predictions: Predictions, base: Predictions, ill: Bools) -> Row:
    judged = ~predictions.refused & ~base.refused
    same = judged & np.array([a is b for a, b in zip(predictions.labels, base.labels, strict=True)])
    negative, positive = (predictions.has_label(label) for label in (Label.NEGATIVE, Label.POSITIVE))
    before = {label: base.has_label(label) for label in (Label.NEGATIVE, Label.POSITIVE)}
    turned = (negative & before[Label.POSITIVE]) | (positive & before[Label.NEGATIVE])
    missed, false_alarms = _wrong(predictions, ill)
    newly = (missed | false_alarms) & ~np.logical_or(*_wrong(base, ill))
    shares = {
        "refused": predictions.refused,
        "flagged": predictions.flagged,
        "in_population": ~predictions.refused & ~predictions.flagged,
        "uncertain": predictions.has_label(Label.UNCERTAIN),
        "label_changed": judged & ~same,
        "reversed": turned,
        "missed": missed,
        "false_alarms": false_alarms,
        "newly_wrong": newly,
        "unchanged": same & (predictions.flagged == base.flagged),
        "kept_out": predictions.refused | predictions.flagged,
    }
    return Row(name, **{key: float(of.mean()) for key, of in shares.items()}, auc=_auc(predictions, ill))


def _wrong(predictions: Predictions, ill: Bools) -> tuple[Bools, Bools]:
    """Which films are called negative though ill, and positive though well, without a flag."""
    shown = ~predictions.flagged
    missed, alarmed = predictions.has_label(Label.NEGATIVE), predictions.has_label(Label.POSITIVE)
    return missed & ill & shown, alarmed & ~ill & shown


def _auc(predictions: Predictions, ill: Bools) -> float | None:
    judged = ~predictions.refused
    if len(set(ill[judged].tolist())) < 2:
        return None
    return float(roc_auc_score(ill[judged], predictions.probabilities[judged]))
