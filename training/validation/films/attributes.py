"""The subgroups that a film belongs to, by what its header or a table says of patient, view and device."""

import re
from dataclasses import dataclass, fields

from pydicom.config import IGNORE
from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset

from cxr.imaging.dicom.age import age
from cxr.imaging.dicom.words import folded, is_placeholder, names_other_view

UNKNOWN, OTHER = "unknown", "other"

BANDS = {"<1": 1, "1-5": 6, "6-17": 18, "18-64": 65, "65+": 121}
"""Bands of age, each with the age in years that it ends before. Ages beyond the last one are mistakes: some
collections contain patients of 400 years."""

SEXES = {
    **dict.fromkeys(("M", "MALE", "MAN", "BOY", "MANNLICH"), "male"),
    **dict.fromkeys(("F", "FEMALE", "WOMAN", "GIRL", "W", "WEIBLICH"), "female"),
    **dict.fromkeys(("O", "OTHER", "D", "DIVERS"), OTHER),
}
"""Words for the sex of a patient, as ``folded`` gives them."""

VIEWS = ("PA", "AP", "not frontal", OTHER)

_DIRECTIONS = {"POSTEROANT": "PA", "POSTERIORANT": "PA", "ANTEROPOST": "AP", "ANTERIORPOST": "AP"}
"""How views begin that are written in full, without blanks."""

_LONGEST, _MARKUP = 64, re.compile(r"[^\w .,/()+-]|_")


@dataclass(frozen=True, slots=True)
class Attributes:
    """The subgroups of one film. The fields are the names of the attributes in page and figures."""

    age: str = UNKNOWN
    sex: str = UNKNOWN
    view: str = UNKNOWN
    device: str = UNKNOWN

    def or_else(self, other: "Attributes") -> "Attributes":
        """Return these attributes, with those of ``other`` in place of unknown ones."""
        ours, theirs = ([getattr(each, name) for name in NAMES] for each in (self, other))
        return Attributes(*(b if a == UNKNOWN else a for a, b in zip(ours, theirs, strict=True)))


NAMES = tuple(field.name for field in fields(Attributes))


def age_band(years: float | None) -> str:
    """Return the band of an age in years."""
    return next((band for band, end in BANDS.items() if years is not None and 0 <= years < end), UNKNOWN)


def written_age(words: str) -> float | None:
    """Return years: "58", "058Y", "6 months". A number alone means years."""
    stated = Dataset()
    # Without a check: pydicom would warn of each age that a header must not have.
    stated.add(DataElement("PatientAge", "AS", words, validation_mode=IGNORE))
    return age(stated)


def sex_name(words: str) -> str:
    """Return the sex of a patient in one word."""
    return SEXES.get(folded(words), UNKNOWN)


def view_name(words: str) -> str:
    """Return one of VIEWS, so that no other text of a header or table reaches the page."""
    if is_placeholder(words):
        return UNKNOWN
    if names_other_view(words):
        return "not frontal"
    plain = folded(words)
    for view in ("PA", "AP"):
        if view in plain.split():
            return view
    joined = plain.replace(" ", "")
    return next((view for start, view in _DIRECTIONS.items() if joined.startswith(start)), OTHER)


def device_name(*parts: str) -> str:
    """Return manufacturer and model as one line in upper case, without anything that is markup."""
    said = " ".join(part.upper() for part in parts if not is_placeholder(part))
    return " ".join(_MARKUP.sub(" ", said).split())[:_LONGEST].strip() or UNKNOWN
