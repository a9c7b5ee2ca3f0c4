"""Elements of a DICOM header, read so that one that is malformed takes no film along.

What is asked for here is not needed to show the film: an element that cannot be read is left aside.
The log then names its keyword, never its value, which may name a patient.
"""

import logging
import warnings
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from math import isfinite
from typing import Any

from pydicom.charset import default_encoding
from pydicom.dataelem import DataElement, RawDataElement
from pydicom.dataset import Dataset
from pydicom.filereader import read_sequence
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from cxr.imaging.decode_errors import CORRUPT_FILE_ERRORS
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS, Bounded

_log = logging.getLogger(__name__)

_LONGEST_VALUE = 65_535
"""Bytes: explicit encoding allows no more. Implicit encoding does."""

_LONGEST_WORDS = 256
"""Characters: the standard allows 64 at most, and looking for a word in millions takes long."""

_MOST_ITEMS, _MOST_READS = 64, 5_000
"""Items of a sequence that are looked at, and pieces that it may have: sound ones have one or two items."""


@contextmanager
def without_warnings() -> Iterator[None]:
    """Silence warnings: those of pydicom quote the header."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def leave_aside(keyword: str) -> None:
    """Note that an element is not used."""
    _log.warning("DICOM element left aside: %s", keyword)


def value_of(dataset: Dataset, keyword: str | BaseTag) -> object:
    """Return the value as pydicom converts it, or None if the element is missing or cannot be read."""
    if _is_too_long(dataset, keyword):
        leave_aside(str(keyword))
        return None
    return _converted(dataset, keyword)


def _converted(dataset: Dataset, keyword: str | BaseTag) -> object:
    try:
        found = dataset.get(keyword)
    except (*CORRUPT_FILE_ERRORS, *CORRUPT_DICOM_ERRORS):
        leave_aside(str(keyword))
        return None
    return found.value if isinstance(found, DataElement) else found


def _is_too_long(dataset: Dataset, keyword: str | BaseTag) -> bool:
    """Return whether pydicom would make an object of each of millions of values; tables stay as bytes."""
    element = dataset.get_item(keyword)
    is_table = str(keyword).endswith("Data")
    return isinstance(element, RawDataElement) and not is_table and len(element.value or b"") > _LONGEST_VALUE


def text(dataset: Dataset, keyword: str) -> str:
    """Return the element as upper-case text, the first of several values, empty if it is missing."""
    return words_of(dataset, keyword).upper()


def words_of(dataset: Dataset, keyword: str) -> str:
    """Return how the element begins as text, the first of several values, empty if it is missing.

    Code strings are Latin-1 by the standard, yet may hold UTF-8.
    """
    value = value_of(dataset, keyword)
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    first = next(iter(value), "") if isinstance(value, MultiValue) else value
    words = str(first or "").strip(" \0\t\r\n")[:_LONGEST_WORDS]
    with suppress(UnicodeError):
        words = words.encode("latin-1").decode("utf-8")
    return words


def numbers(dataset: Dataset, keyword: str) -> tuple[float, ...]:
    """Return the finite numbers before the first value that is none, and () if the element is missing.

    Some modalities write decimals as their country does, with a comma.
    """
    if _is_too_long(dataset, keyword):
        leave_aside(keyword)
        return ()
    try:
        value = dataset.get(keyword)
    except (*CORRUPT_FILE_ERRORS, *CORRUPT_DICOM_ERRORS):
        leave_aside(keyword)
        value = getattr(dataset.get_item(keyword), "value", None)
    if value is None:
        return ()
    if isinstance(value, bytes):
        value = value.decode("latin-1").split("\\")
    parts = [value] if isinstance(value, str) or not hasattr(value, "__iter__") else list(value)
    return _leading_numbers([part for part in parts if str(part).strip(" \0")], keyword)


def whole(dataset: Dataset, keyword: str, default: int | None = None) -> int:
    """Return the element as a whole number. Raise ValueError if there is none, and no default."""
    found = next(iter(numbers(dataset, keyword)), default)
    if found is None:
        raise ValueError(keyword)
    return int(found)


def _leading_numbers(parts: list[Any], keyword: str) -> tuple[float, ...]:
    found: list[float] = []
    for part in parts:
        try:
            number = float(str(part).strip(" \0").replace(",", "."))
        except ValueError:
            number = float("nan")
        if not isfinite(number):
            leave_aside(keyword)
            break
        found.append(number)
    return tuple(found)


def items(dataset: Dataset, keyword: str) -> list[Dataset]:
    """Return the first items of a sequence, or none if it is missing or is no sequence."""
    if not _is_short(dataset, keyword):
        leave_aside(keyword)
        return []
    value = _converted(dataset, keyword)
    if isinstance(value, Sequence):
        return list(value[:_MOST_ITEMS])
    if value is not None:
        leave_aside(keyword)
    return []


def _is_short(dataset: Dataset, keyword: str) -> bool:
    """Return whether a sequence that pydicom has not parsed yet has no more parts than a sound one."""
    element = dataset.get_item(keyword)
    if not isinstance(element, RawDataElement) or not element.value:
        return True
    file = Bounded(element.value, _MOST_READS)
    try:
        read_sequence(
            file, element.is_implicit_VR, element.is_little_endian, len(element.value), [default_encoding]
        )
    except (*CORRUPT_FILE_ERRORS, *CORRUPT_DICOM_ERRORS):
        return False
    return True
