"""Reads the attributes of films from the tables beside them: ``metadata.csv``, or the NIH's own."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from training.data.datasets.csv_table import read_table
from training.data.labelled_film import Film
from training.errors import TrainingError
from training.validation.films.attributes import (
    Attributes,
    age_band,
    device_name,
    sex_name,
    view_name,
    written_age,
)

TABLES = ("metadata.csv", "Data_Entry_2017*.csv")

COLUMNS = {
    "file": ("file", "filename", "file name", "image index", "image"),
    "age": ("age", "patient age"),
    "sex": ("sex", "gender", "patient sex", "patient gender"),
    "view": ("view", "view position", "viewposition"),
    "device": ("device", "manufacturer"),
    "model": ("model", "manufacturer model name"),
}
"""Columns that are looked for, in lower case. The first that a table has counts."""

Table = Mapping[str, Attributes]
"""Attributes by file, as the table names it: with the folder, or by the name alone."""


def table_attributes(folder: Path, films: Sequence[Film]) -> dict[Path, Attributes]:
    """Return what the tables in ``folder``, and in its folders that contain films, say of each film.

    The table that is nearest to the film counts. A file name that stands for several films says nothing.
    Raise TrainingError if a table cannot be read or does not name the films.
    """
    tables = {place: _read(place) for place in {p for film in films for p in _places(folder, film.path)}}
    names = Counter(film.path.name for film in films)
    known = {}
    for film in films:
        found = Attributes()
        for place in _places(folder, film.path):
            keys = [film.path.relative_to(place).as_posix()]
            keys += [film.path.name, film.path.stem] if names[film.path.name] == 1 else []
            for row in (tables[place][key] for key in keys if key in tables[place]):
                found = found.or_else(row)
        known[film.path] = found
    return known


def _places(folder: Path, film: Path) -> Iterator[Path]:
    """Yield the folder of a film and those above it, up to ``folder``."""
    for place in film.parents:
        yield place
        if place == folder:
            return


def _read(place: Path) -> Table:
    """Return the rows of the table in a folder, if there is one. Rows that contradict are left out."""
    paths = [max(found) for name in TABLES if (found := list(place.glob(name)))]
    rows: dict[str, set[Attributes]] = {}
    for path in paths:
        for row in read_table(path, ()):
            file, attributes = _row(row, path)
            rows.setdefault(file, set()).add(attributes)
    return {file: found.pop() for file, found in rows.items() if len(found) == 1}


def _row(row: Mapping[str, str], path: Path) -> tuple[str, Attributes]:
    cells = {name.strip().lower(): value for name, value in row.items() if name}
    said = {
        field: next((cells[name].strip() for name in names if name in cells), None)
        for field, names in COLUMNS.items()
    }
    if said["file"] is None:
        known = ", ".join(COLUMNS["file"])
        raise TrainingError(f"{path} has no column that names the films; give it one of {known}")
    return said["file"].removeprefix("./"), Attributes(
        age_band(written_age(said["age"] or "")),
        sex_name(said["sex"] or ""),
        view_name(said["view"] or ""),
        device_name(said["device"] or "", said["model"] or ""),
    )
