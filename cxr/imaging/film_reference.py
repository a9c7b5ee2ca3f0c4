"""What a result repeats of a film's DICOM header: the identifiers of the film, its extent and its greys.

Nothing in it names the patient. Each value must have the form of its element, so that words in the wrong
place do not pass.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Self

_UID = re.compile(r"(?=.{1,64}$)[0-2](?:\.(?:0|[1-9][0-9]*))+")
_NUMBER = re.compile(r"(?=.{1,16}$)-?[0-9]+(?:\.[0-9]+)?(?:e[+-]?[0-9]+)?")
_SIDE = re.compile(r"[1-9][0-9]{0,4}")

UIDS = ("SOPClassUID", "SOPInstanceUID", "SeriesInstanceUID", "StudyInstanceUID")
NUMBERS = (
    *("Rows", "Columns", "PixelSpacing", "ImagerPixelSpacing", "PixelAspectRatio"),
    *("RescaleIntercept", "RescaleSlope", "WindowCenter", "WindowWidth", "LossyImageCompressionRatio"),
)
_CODES = {
    "PatientOrientation": re.compile(r"[AFHLPR]{1,3}"),
    "PhotometricInterpretation": re.compile(r"MONOCHROME[12]"),
    "VOILUTFunction": re.compile(r"LINEAR|LINEAR_EXACT|SIGMOID"),
    "LossyImageCompression": re.compile(r"0[01]"),
    "LossyImageCompressionMethod": re.compile(r"ISO_[0-9_]{1,12}"),
}
CODES = tuple(_CODES)
TABLES = ("ModalityLUTSequence", "VOILUTSequence")

_REQUIRED = {**dict.fromkeys(UIDS, _UID), **dict.fromkeys(("Rows", "Columns"), _SIDE)}
_FORMS = {**dict.fromkeys(NUMBERS, _NUMBER), **_CODES, **_REQUIRED}
_MOST_VALUES = 8


@dataclass(frozen=True, slots=True, repr=False)
class GreyTable:
    """A look-up table. ``first``: the value of its first entry; ``white``: its brightest output.

    ``entries``: two bytes each, little-endian.
    """

    first: int
    white: int
    entries: bytes


@dataclass(frozen=True, slots=True, repr=False)
class FilmReference:
    """``elements``: values by keyword. ``tables``: look-up tables by the keyword of their sequence."""

    elements: Mapping[str, tuple[str, ...]]
    tables: Mapping[str, GreyTable]

    @classmethod
    def of(cls, elements: Mapping[str, Iterable[str]], tables: Mapping[str, GreyTable]) -> Self | None:
        """Return what has the form of its element, or None if the film cannot be referred to."""
        kept = {keyword: tuple(values) for keyword, values in elements.items()}
        sound = {keyword: values for keyword, values in kept.items() if _is_sound(keyword, values)}
        if not sound.keys() >= _REQUIRED.keys():
            return None
        return cls(sound, {keyword: table for keyword, table in tables.items() if keyword in TABLES})


def _is_sound(keyword: str, values: tuple[str, ...]) -> bool:
    form = _FORMS.get(keyword)
    if form is None or not 0 < len(values) <= _MOST_VALUES:
        return False
    return all(form.fullmatch(value) for value in values)
