"""Series of films: neighbouring numbers of one archive, often of one device and one time."""

import re
from collections import defaultdict
from collections.abc import Sequence

from training.data.labelled_film import Film

HELD_OUT = 0.12
"""Share of the numbers of each series that is held out: its lowest numbers. Films of a series are alike in
more than patient and disease, so films of other patients of the same series flatter a model."""

_NAME = re.compile(r"(?P<series>NORMAL2-IM|IM|person)-?(?P<number>\d+)")


def series_of(film: Film) -> tuple[str, int] | None:
    """Return series and number of a film of the Kaggle dataset, by its name; None for another film."""
    found = _NAME.match(film.path.name) if film.population == "kaggle" else None
    if not found:
        return None
    series = film.kind if found["series"] == "person" else found["series"]
    return series, int(found["number"])


def held_out_series(films: Sequence[Film]) -> set[Film]:
    """Return the films with the lowest ``HELD_OUT`` of the numbers of each series, empty if there is none."""
    members: dict[str, list[tuple[int, Film]]] = defaultdict(list)
    for film in films:
        if known := series_of(film):
            members[known[0]].append((known[1], film))
    held_out = set[Film]()
    for numbered in members.values():
        numbers = sorted({number for number, _ in numbered})
        first_kept = numbers[int(HELD_OUT * len(numbers))]
        held_out |= {film for number, film in numbered if number < first_kept}
    return held_out
