"""A labelled film, whatever data set it comes from, and what a layout of such a data set offers."""

from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

Kind = Literal["normal", "bacteria", "virus", "pneumonia"]
"""What a film shows; ``pneumonia`` where its cause is not told."""

Part = Literal["train", "test"]
"""``test`` is what a data set publishes for others to report on; ``train`` is all the rest."""


@dataclass(frozen=True, slots=True)
class Published:
    """Whose films a published set holds: in words, and the lowest and highest age in whole years."""

    whose: str
    ages: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Film:
    """A labelled film. ``group`` is the patient, as far as the data set tells.

    Groups are told apart across populations too, so that one of films of several can be split.
    ``published`` is for films of a set of which more is known than its name.
    """

    path: Path
    group: str
    kind: Kind
    population: str = "kaggle"
    published: Published | None = None

    @property
    def target(self) -> int:
        """1 for pneumonia, 0 for normal."""
        return int(self.kind != "normal")


class Layout(Protocol):
    """How a data set lies on disk: each module beside this one is such a layout."""

    @property
    def DEFAULT_NAME(self) -> str | None:  # noqa: N802 - modules write constants so
        """Of the population; None where only the folder's own name tells it."""

    @property
    def LOOK(self) -> str:  # noqa: N802
        """What lies in the folder, for whoever gave one that is not recognized."""

    def recognizes(self, folder: Path) -> bool:
        """Whether this is how ``folder`` is laid out."""

    def list_films(self, folder: Path, population: str, part: Part) -> list[Film]:
        """The films of one part, sorted by what the data set tells; none of a part that it lacks.

        Raises TrainingError naming the file that is missing or wrong.
        """
