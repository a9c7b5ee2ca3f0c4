"""Everything that an export reads from disk, read once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from training.calibration.tuning_set import TuningSet, load_tuning_set
from training.config import CONFIG, Config
from training.data.catalog import list_patients, list_populations
from training.data.labelled_film import Film
from training.data.ood_record import OOD_RECORD, check_ood_record
from training.data.ood_set import OodSet
from training.data.split import SPLIT, check_split, split
from training.errors import TrainingError
from training.evaluation.evaluate import HOLDOUT, VALIDATION

RESERVED = {
    *("fit", "choose", "report", "test", "transformed", "files", "attention", "limits"),
    *("parity", "parity_test", "speed", "curves"),
}
"""Names that no measured population may have: figures and plots have entries with these names."""

IN_FIGURES = {"validation": VALIDATION, "holdout": HOLDOUT}
"""The parts of the split that are measured, and their names in the figures. The web page and the cards of
releases up to 0.8 have these names; they may change together, with the next release."""


@dataclass(frozen=True, slots=True)
class Sources:
    """Populations to train on, populations that are only measured, and out-of-distribution images."""

    data: Sequence[str]
    measured: Sequence[str]
    ood: OodSet | None


@dataclass(frozen=True, slots=True)
class FilmSets:
    """The films of all sources: by part of the split, and those that are only measured by name."""

    parts: dict[str, list[Film]]
    measured: dict[str, list[Film]]
    ood: OodSet | None

    @property
    def evaluated(self) -> dict[str, list[Film]]:
        """All sets to measure, by their names in the figures."""
        return {name: self.parts[part] for part, name in IN_FIGURES.items()} | self.measured


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

    @property
    def ood(self) -> OodSet | None:
        """The out-of-distribution images."""
        return self.films.ood


def list_film_sets(sources: Sources, split_seed: int) -> FilmSets:
    """List and split the films. Raise TrainingError if a folder is unusable, or as ``list_measured``."""
    measured = list_measured(sources)
    return FilmSets(split(list_populations(sources.data), split_seed), measured, sources.ood)


def load_inputs(films: FilmSets, run: Path) -> ExportInputs:
    """Compare the films with the record of ``run``, and load its tuning set.

    ``run`` may be the report of a release. Raise TrainingError if the films are not those of the run.
    """
    config = Config.load(run / CONFIG)
    check_ood_record(films.ood, run / OOD_RECORD)
    check_split(films.parts, run / SPLIT)
    tuning = load_tuning_set(films.parts["validation"], config.size, config.drawing_seed)
    return ExportInputs(config, films, tuning)


def list_measured(sources: Sources) -> dict[str, list[Film]]:
    """Return the sets that are only measured, by name. "test" is empty if there is no test part.

    Raise TrainingError if a folder is unusable, two sets have one name, or a set has patients of --data.
    """
    sets = {"test": list_populations(sources.data, part="test")}
    known = list_patients(sources.data)
    for spec in sources.measured:
        _add(sets, list_populations([spec], option="--measure"), f"--measure {spec}", known)
    if sources.ood:
        _add(sets, sources.ood.other_population_holdout, "--other-population", known)
        for name in sources.ood.non_chest_holdout:
            if name in {*IN_FIGURES.values(), *sets}:
                raise TrainingError(
                    f"--non-chest contains a folder '{name}', the name of a set of films; rename it"
                )
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
