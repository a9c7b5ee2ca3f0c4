"""A labelled film, and what a dataset adapter offers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["normal", "bacteria", "virus", "pneumonia"]
"""The finding of a film; ``pneumonia`` if its cause is not published."""

Part = Literal["train", "test"]
"""``test`` is the part that a dataset publishes as a benchmark; ``train`` is the rest."""


@dataclass(frozen=True, slots=True)
class Cohort:
    """The patients of a published dataset: in words, and their lowest and highest age in whole years."""

    description: str
    ages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Film:
    """A labelled film.

    ``patient`` is as exact as the dataset allows. It is unique across populations, so films of several
    populations can be split together. ``cohort`` is known for some published datasets.
    """

    path: Path
    patient: str
    kind: Kind
    population: str = "kaggle"
    cohort: Cohort | None = None

    @property
    def target(self) -> int:
        """1 for pneumonia, 0 for normal."""
        return int(self.kind != "normal")


class Dataset(Protocol):
    """The layout of a dataset on disk. Each module of ``training.data.datasets`` is one."""

    @property
    def DEFAULT_NAME(self) -> str | None:  # noqa: N802 - a module's constant
        """The name of the population; None if the folder's own name is used."""

    @property
    def LAYOUT(self) -> str:  # noqa: N802
        """The files of the folder, for the error message about an unknown layout."""

    def recognizes(self, folder: Path) -> bool:
        """Return whether ``folder`` has this layout."""

    def list_films(self, folder: Path, population: str, part: Part) -> list[Film]:
        """Return the films of one part in a fixed order; none if the dataset has no such part.

        Raise TrainingError with the name of a file that is missing or wrong.
        """
