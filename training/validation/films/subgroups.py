"""Divides films by age, sex, view and device."""

from collections import Counter, defaultdict
from collections.abc import Sequence

from training.validation.films.attributes import BANDS, NAMES, OTHER, UNKNOWN, VIEWS
from training.validation.films.judged_films import SiteFilm

FEWEST_PATIENTS = 5
"""A device on films of fewer patients is counted as OTHER. A table may have any text there; a text that few
patients share might identify them."""

_ORDER = {"age": (*BANDS, UNKNOWN), "sex": ("male", "female", OTHER, UNKNOWN), "view": (*VIEWS, UNKNOWN)}

Subgroups = dict[str, dict[str, list[SiteFilm]]]


def subgroups(films: Sequence[SiteFilm]) -> Subgroups:
    """Return the films by attribute and value. Each film is once in each attribute, if only as UNKNOWN."""
    return {name: _by_device(films) if name == "device" else _by(name, films) for name in NAMES}


def _by(name: str, films: Sequence[SiteFilm]) -> dict[str, list[SiteFilm]]:
    found = {value: [f for f in films if getattr(f.attributes, name) == value] for value in _ORDER[name]}
    return {value: members for value, members in found.items() if members}


def _by_device(films: Sequence[SiteFilm]) -> dict[str, list[SiteFilm]]:
    """Return the films of each device, the most frequent first."""
    patients: dict[str, set[str]] = defaultdict(set)
    for film in films:
        patients[film.attributes.device].add(film.patient)
    named = {name for name, of in patients.items() if len(of) >= FEWEST_PATIENTS or name == UNKNOWN}
    devices = [film.attributes.device if film.attributes.device in named else OTHER for film in films]
    frequent = [name for name, _ in Counter(devices).most_common() if name not in {OTHER, UNKNOWN}]
    found = {
        name: [film for film, device in zip(films, devices, strict=True) if device == name]
        for name in (*frequent, OTHER, UNKNOWN)
    }
    return {name: members for name, members in found.items() if members}
