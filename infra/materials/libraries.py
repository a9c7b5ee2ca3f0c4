"""The libraries in a package, and the licence of each by its name in SPDX."""

from dataclasses import dataclass
from importlib.metadata import Distribution, distributions
from pathlib import Path

from cyclonedx.spdx import fixup_id, is_expression

from infra.packaging.errors import PackagingError

_MIT, _APACHE, _BSD = "MIT", "Apache-2.0", "BSD-3-Clause"

_SPELLINGS = {"Apache 2.0": _APACHE, "Apache License 2.0": _APACHE, "3-Clause BSD License": _BSD}
"""Licences that projects write in words of their own."""

_CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": _MIT,
    "License :: OSI Approved :: Apache Software License": _APACHE,
}
"""Classifiers that mean one licence. There are several BSD licences."""

_READ_BY_PEOPLE = {
    "Flask-WTF": _BSD,
    "Jinja2": _BSD,
    "WTForms": _BSD,
    "itsdangerous": _BSD,
    "python-dateutil": "Apache-2.0 OR BSD-3-Clause",
    "reportlab": _BSD,
    "segno": _BSD,
}
"""Projects whose metadata leaves open which licence it is, and what the text of their licence is."""


@dataclass(frozen=True, order=True, slots=True)
class Library:
    """A library as its own metadata describes it; ``licence`` is an SPDX expression."""

    name: str
    version: str
    licence: str


def libraries_in(package: Path) -> list[Library]:
    """Return the libraries in a zip, by name. Raise PackagingError for an unclear licence."""
    found = {
        Library(it.metadata["Name"], it.version, _licence(it)) for it in distributions(path=[str(package)])
    }
    return sorted(found, key=lambda library: library.name.lower())


def _licence(distribution: Distribution) -> str:
    metadata = distribution.metadata
    # `in` first: asking for a header that is not there warns.
    stated = next((metadata[it] for it in ("License-Expression", "License") if it in metadata), "")
    classified = {_CLASSIFIERS[it] for it in metadata.get_all("Classifier", []) if it in _CLASSIFIERS}
    if name := _READ_BY_PEOPLE.get(metadata["Name"]):
        return name
    if name := _SPELLINGS.get(stated) or fixup_id(stated):
        return name
    if stated and is_expression(stated):
        return stated
    if len(classified) == 1:
        return classified.pop()
    raise PackagingError(
        f"The licence of {metadata['Name']} is unclear: read its text, and name it in {__name__}."
    )
