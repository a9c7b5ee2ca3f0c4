"""Reads the CSV tables that contain the labels of a dataset."""

import csv
from pathlib import Path

from training.data.labelled_film import Film
from training.errors import TrainingError


def read_table(path: Path, columns: tuple[str, ...]) -> list[dict[str, str]]:
    """Return the rows of a CSV file, by column. A row that ends early has empty fields.

    Raise TrainingError if the file cannot be read or lacks one of ``columns``.
    """
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            reader = csv.DictReader(file, restval="")
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as e:
        raise TrainingError(f"{path} cannot be read as CSV ({e}); fetch or write it again") from e
    if missing := [column for column in columns if column not in (reader.fieldnames or ())]:
        raise TrainingError(f"{path} lacks the columns {', '.join(missing)}; fetch or write it again")
    return rows


def require_files(films: list[Film], table: Path) -> None:
    """Raise TrainingError if films of ``table`` are not on disk."""
    if missing := [film.path for film in films if not film.path.is_file()]:
        raise TrainingError(
            f"{len(missing)} of {len(films)} films that {table} names are missing, "
            f"the first is {missing[0]}; put them there, or take their rows out"
        )
