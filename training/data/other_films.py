"""Films of other populations: a known layout, or any folder of films."""

from pathlib import Path

from training.data.catalog import find_population, list_populations
from training.data.labelled_film import Film
from training.errors import TrainingError

_SUFFIXES = {".jpeg", ".jpg", ".png", ".dcm"}

_OPTION = "--other-population"


def list_other_films(spec: str) -> tuple[str, list[Film]]:
    """Return the name and the films of a population that is to be flagged: DIR, or NAME=DIR.

    Its labels are not used, so a folder without a known layout will do; each of its films then counts as
    one patient. Raise TrainingError if there is no film, or a known layout is incomplete.
    """
    name, folder, dataset = find_population(spec, _OPTION)
    return name, list_populations([spec], option=_OPTION) if dataset else _plain(folder, name)


def _plain(folder: Path, name: str) -> list[Film]:
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    if not paths:
        raise TrainingError(f"{_OPTION} {folder} contains no films; give another folder")
    return [Film(path, f"{name}/{path.relative_to(folder).as_posix()}", "pneumonia", name) for path in paths]
