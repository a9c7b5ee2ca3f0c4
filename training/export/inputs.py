"""Everything that an export reads from disk, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.calibration.tuning_set import TuningSet, load_tuning_set
from training.config import CONFIG, Config
from training.data.catalog import list_patients, list_populations
from training.data.labelled_film import Film
from training.data.lung_films import ScreeningFile
from training.data.split.parts import SERIES, SPLIT, check_split, split
from training.errors import TrainingError
from training.evaluation.evaluate import HOLDOUT, VALIDATION

RESERVED = {
    *("train", "validation", "holdout", "series", "test", "transformed", "files", "attention", "limits"),
    *("parity", "parity_test", "speed", "curves", "treatments", "screening"),
    *("shortcuts", "looks"),
}
"""Names that no measured population may have: figures and plots have entries with these names."""

MEASURED_PARTS = (VALIDATION, HOLDOUT, SERIES)
"""The parts of the split that are measured."""


@dataclass(frozen=True, slots=True)
class FilmSets:
    """The films of all sources: by part of the split, and those that are only measured by name.

    ``screening`` finds their lungs, and ships with the model.
    """

    parts: dict[str, list[Film]]
    measured: dict[str, list[Film]]
    screening: ScreeningFile

    @property
    def evaluated(self) -> dict[str, list[Film]]:
        """All sets to measure, by their names in the figures."""
        return {part: self.parts[part] for part in MEASURED_PARTS if part in self.parts} | self.measured

    @property
    def tuning(self) -> list[Film]:
        """The films on which operating points are chosen. No weight was trained on them."""
        return [*self.parts[VALIDATION], *self.parts.get(SERIES, [])]


@dataclass(frozen=True, slots=True)
class ExportInputs:
    """The films, the settings of the run, and the tuning set with its augmented copies."""

    config: Config
    films: FilmSets
    tuning: TuningSet

    @property
    def parts(self) -> Mapping[str, Sequence[Film]]:
        """The films by part of the split."""
        return self.films.parts


def list_film_sets(
    data: Sequence[str], measured: Sequence[str], screening: ScreeningFile, split_seed: int
) -> FilmSets:
    """List and split the films. Raise TrainingError if a folder is unusable, or as ``list_measured``."""
    sets = list_measured(data, measured)
    return FilmSets(split(list_populations(data), split_seed), sets, screening)


def load_inputs(films: FilmSets, run: Path) -> ExportInputs:
    """Compare the films with the record of ``run``, and load its tuning set.

    ``run`` may be the report of a release. Raise TrainingError if the films are not those of the run.
    """
    config = Config.load(run / CONFIG)
    check_split(films.parts, run / SPLIT)
    finder = films.screening.finder()
    tuning = load_tuning_set(films.tuning, finder, config.size, config.drawing_seed)
    return ExportInputs(config, films, tuning)


def list_measured(data: Sequence[str], measured: Sequence[str]) -> dict[str, list[Film]]:
    """Return the sets that are only measured, by name. "test" is empty if there is no test part.

    Raise TrainingError if a folder is unusable, two sets have one name, or a set has patients of ``data``.
    """
    sets = {"test": list_populations(data, part="test")}
    known = list_patients(data)
    for spec in measured:
        _add(sets, list_populations([spec], option="--measure"), f"--measure {spec}", known)
    return sets


def _add(sets: dict[str, list[Film]], films: list[Film], option: str, known: set[str]) -> None:
    name = films[0].population
    if name in sets or name in RESERVED:
        raise TrainingError(f"{option}: '{name}' is taken already; give it another name, as NAME=DIR")
    if shared := known & {film.patient for film in films}:
        raise TrainingError(
            f"{option}: {len(shared)} of its patients are in --data, too; "
            "leave it out, or take their films out of one of the two"
        )
    sets[name] = films
