"""Pictures that must not be judged, and films of other people than the model was fitted on."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np

from cxr.errors import FilmRefused
from cxr.radiograph import Radiograph, read
from training.data.catalog import Film, digest, list_populations
from training.data.synthetic_negatives import draw_pictures
from training.errors import TrainingError

T = TypeVar("T")

DRAWN = 20
"""Drawn pictures of each kind to fit on, beside the real ones."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What a model learns its limits from, and what these are measured with: a half each.

    ``foreign`` are pictures that are no chest film, by the folder they lie in; ``adults`` are
    labelled films of another population. No adult has films in both halves. Foreign pictures tell no
    patient, so each is shared out by itself: those of one patient may lie in both, but no picture is
    measured that another one that was fitted on equals. The names are of
    their files, as seen from the folder of all foreign pictures.
    """

    foreign_fitted: dict[str, list[Radiograph]]
    foreign_measured: dict[str, list[Radiograph]]
    adults_fitted: list[Film]
    adults_measured: list[Film]
    drawn: list[Radiograph]
    foreign_fitted_names: tuple[str, ...] = ()
    foreign_measured_names: tuple[str, ...] = ()

    def summary(self) -> dict[str, int]:
        """How many pictures of each kind were fitted on."""
        foreign = {name: len(pictures) for name, pictures in self.foreign_fitted.items()}
        adults = {self.adults_fitted[0].population: len(self.adults_fitted)}
        return {**foreign, **adults, "drawn": len(self.drawn)}


def load_limits(foreign: Path, adults: str, seed: int) -> Limits:
    """Read the folder ``foreign``, list the population ``adults`` (DIR or NAME=DIR), share both out evenly.

    Raises TrainingError where there is nothing to read, or too little for two halves.
    """
    pictures = _pictures(foreign)
    fitted, measured = halves(pictures, [name for name, _ in pictures], seed)
    known = {digest(picture.image) for _, picture in fitted}
    measured = [(name, picture) for name, picture in measured if digest(picture.image) not in known]
    films = list_populations([adults], option="--adults")
    adults_fitted, adults_measured = halves(films, [film.group for film in films], seed)
    for option, half in ((f"--foreign {foreign}", measured), (f"--adults {adults}", adults_measured)):
        if not half:
            raise TrainingError(f"{option} holds too little: half is kept to measure on; add some")
    return Limits(
        foreign_fitted=_by_folder(fitted),
        foreign_measured=_by_folder(measured),
        adults_fitted=adults_fitted,
        adults_measured=adults_measured,
        drawn=draw_pictures(DRAWN, seed),
        foreign_fitted_names=tuple(name for name, _ in fitted),
        foreign_measured_names=tuple(name for name, _ in measured),
    )


def halves(members: Sequence[T], groups: Sequence[str], seed: int) -> tuple[list[T], list[T]]:
    """Share ``members`` out evenly: one half to fit on, one to measure on, each of ``groups`` in one."""
    names = sorted(set(groups))
    np.random.default_rng(seed).shuffle(names)
    first = set(names[::2])
    pairs = list(zip(members, groups, strict=True))
    return [m for m, group in pairs if group in first], [m for m, group in pairs if group not in first]


def _pictures(folder: Path) -> list[tuple[str, Radiograph]]:
    """Every readable picture below ``folder``, sorted, by its name as seen from there."""
    pictures = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix.lower() in {".jpeg", ".jpg", ".png"}):
        try:
            pictures.append((path.relative_to(folder).as_posix(), read(path.read_bytes())))
        except FilmRefused:
            continue  # it never gets as far as the model
    if not pictures:
        raise TrainingError(f"--foreign {folder} holds no pictures that can be read")
    return pictures


def _by_folder(pictures: Sequence[tuple[str, Radiograph]]) -> dict[str, list[Radiograph]]:
    """By the first folder of the name; "foreign" for those that lie in none."""
    folders: dict[str, list[Radiograph]] = {}
    for name, picture in pictures:
        folder, slash, _ = name.partition("/")
        folders.setdefault(folder if slash else "foreign", []).append(picture)
    return folders
