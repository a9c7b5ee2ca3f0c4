"""Films of other populations: a known layout, or any folder of films."""

from pathlib import Path

from training.data.catalog import list_populations
from training.data.labelled_film import Film
from training.errors import TrainingError

_SUFFIXES = {".jpeg", ".jpg", ".png", ".dcm"}


def list_other_films(spec: str) -> tuple[str, list[Film]]:
    """Return the name and the films of a population that is to be flagged: DIR, or NAME=DIR.

    Its labels are not used, so a folder without a known layout will do; each of its films then counts as
    one patient. Raise TrainingError if there is no film.
    """
    try:
        films = list_populations([spec], option="--other-population")
    except TrainingError:
        films = _plain(spec)
    return films[0].population, films


def _plain(spec: str) -> list[Film]:
    given, equals, rest = spec.partition("=")
    folder = Path(rest if equals and not Path(spec).exists() else spec)
    name = given if folder == Path(rest) and equals else folder.resolve().name
    paths = sorted(path for path in folder.rglob("*") if path.suffix.lower() in _SUFFIXES)
    if not paths:
        raise TrainingError(f"--other-population {spec} contains no films; give DIR or NAME=DIR")
    return [Film(path, f"{name}/{path.name}", "pneumonia", name) for path in paths]
