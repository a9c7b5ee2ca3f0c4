"""A classifier that looks at nothing."""

import numpy as np

from cxr.imaging.reader import Radiograph
from cxr.inference.classifier import Prediction
from cxr.study import Finding, Label


class SteadyClassifier:
    """Finds the same in every film, and counts them; raises ``error`` if it is set."""

    finding = Finding(0.75, Label.POSITIVE, None, "test-1")

    def __init__(self) -> None:
        self.films: list[Radiograph] = []
        self.error: Exception | None = None

    def classify(self, film: Radiograph) -> Prediction:
        self.films.append(film)
        if self.error:
            raise self.error
        grid = np.full((7, 7), 3, np.float32)
        return Prediction(self.finding, logit=1.1, activation_map=grid, cells=grid, lungs=np.ones_like(grid))
