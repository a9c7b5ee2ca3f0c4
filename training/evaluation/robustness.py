"""Do label and flag look at the chest, and not at the file it came in, its framing, or texture upon it?"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from cxr.classifier import Classifier
from cxr.radiograph import Radiograph
from cxr.study import Label
from training.augmentation.corruptions import BLEMISHES, FILES, FRAMES
from training.evaluation.predictions import Answers, ask


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
