"""What a model makes of treated films: a row of figures for each treatment."""

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from itertools import cycle, islice

import numpy as np
import numpy.typing as npt
from PIL import Image
from sklearn.metrics import roc_auc_score

from cxr.classifier import Classifier
from cxr.study import Label
from training.readings import Answers, ask
from training.treatments.geometry import GEOMETRY
from training.treatments.greys import GREYS
from training.treatments.overlays import OVERLAYS
from training.treatments.pictures import PAIRS, PICTURES
from training.treatments.storage import STORAGE, encoded

TREATMENTS = {**GEOMETRY, **GREYS, **OVERLAYS, **PICTURES, **STORAGE}
UNTREATED = "base"

Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Row:
    """Shares of films, 0-1, but for the last figure.

    ``refused``, ``flagged`` (outside the population), ``in_population`` and ``uncertain`` add up
    to more than 1: the last is a label. ``label_changed`` and ``reversed`` (from negative to positive or
    back) compare with the untreated film. ``missed`` and ``false_alarms`` are wrong labels without a
    flag, ``newly_wrong`` those of them that the untreated film did not have. ``auc`` is of the films
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
    auc: float | None

    def as_dict(self) -> dict[str, str | float | None]:
        """The row as plain values."""
        return asdict(self)


def measure_treatments(
    classifier: Classifier, films: Sequence[Image.Image], sick: Bools, names: Sequence[str] = ()
) -> Iterator[Row]:
    """Yield a row for the untreated films, and one for each treatment; ``names`` chooses among them.

    ``films``: upright, mode L; ``sick``: (films,). In a pair, a film stands beside one halfway through
    the list.
    """
    base = ask(classifier, (_file(film) for film in films))
    yield _row(UNTREATED, base, base, sick)
    others = list(islice(cycle(films), len(films) // 2, len(films) // 2 + len(films)))
    for name, treat in TREATMENTS.items():
        if not names or name in names:
            answers = ask(classifier, (_file(treat(film)) for film in films))
            yield _row(name, answers, base, sick)
    for name, join in PAIRS.items():
        if not names or name in names:
            pairs = zip(films, others, strict=True)
            answers = ask(classifier, (_file(join(film, other)) for film, other in pairs))
            yield _row(name, answers, base, sick)


def _file(picture: Image.Image | bytes) -> bytes:
    return picture if isinstance(picture, bytes) else encoded(picture, "PNG", compress_level=1)


def _row(name: str, answers: Answers, base: Answers, sick: Bools) -> Row:
    judged = ~answers.refused & ~base.refused
    unchanged = np.array([a is b for a, b in zip(answers.labels, base.labels, strict=True)])
    negative, positive = (answers.labelled(label) for label in (Label.NEGATIVE, Label.POSITIVE))
    before = {label: base.labelled(label) for label in (Label.NEGATIVE, Label.POSITIVE)}
    turned = (negative & before[Label.POSITIVE]) | (positive & before[Label.NEGATIVE])
    missed, false_alarms = _wrong(answers, sick)
    newly = (missed | false_alarms) & ~np.logical_or(*_wrong(base, sick))
    shares = {
        "refused": answers.refused,
        "flagged": answers.flagged,
        "in_population": ~answers.refused & ~answers.flagged,
        "uncertain": answers.labelled(Label.UNCERTAIN),
        "label_changed": judged & ~unchanged,
        "reversed": turned,
        "missed": missed,
        "false_alarms": false_alarms,
        "newly_wrong": newly,
    }
    return Row(name, **{key: float(of.mean()) for key, of in shares.items()}, auc=_auc(answers, sick))


def _wrong(answers: Answers, sick: Bools) -> tuple[Bools, Bools]:
    """Which films are called negative though ill, and positive though well, without a flag."""
    shown = ~answers.flagged
    missed, alarmed = answers.labelled(Label.NEGATIVE), answers.labelled(Label.POSITIVE)
    return missed & sick & shown, alarmed & ~sick & shown


def _auc(answers: Answers, sick: Bools) -> float | None:
    judged = ~answers.refused
    if len(set(sick[judged].tolist())) < 2:
        return None
    return float(roc_auc_score(sick[judged], answers.probabilities[judged]))
