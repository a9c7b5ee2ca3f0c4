"""A recipe: the settings of a run, and how the run ends."""

from dataclasses import dataclass

from training.config import Config


@dataclass(frozen=True, slots=True)
class Recipe:
    """The settings of a run. Its module documents command, cost and expected figures.

    With ``average_with_start``, the exported weights are the mean of those that the run started from and
    those that it ended with.
    """

    config: Config
    average_with_start: bool = False
