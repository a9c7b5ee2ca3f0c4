"""Training without compilation, for tests of what is around the steps."""

from collections.abc import Iterator
from contextlib import contextmanager

import keras
import pytest


@contextmanager
def eagerly() -> Iterator[None]:
    """Train step by step: compiling a network takes longer than two small epochs."""
    fit = keras.Model.fit

    def fit_eagerly(self: keras.Model, *given: object, **options: object) -> object:
        self.run_eagerly = True
        return fit(self, *given, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(keras.Model, "fit", fit_eagerly)
        yield
