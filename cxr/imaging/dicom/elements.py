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

from pydicom.dataelem import DataElement
from pydicom.dataset import Dataset
from pydicom.multival import MultiValue
from pydicom.sequence import Sequence
from pydicom.tag import BaseTag

from cxr.imaging.decode_errors import CORRUPT_FILE_ERRORS
from cxr.imaging.dicom.parser import CORRUPT_DICOM_ERRORS

_log = logging.getLogger(__name__)


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
    try:
        found = dataset.get(keyword)
    except (*CORRUPT_FILE_ERRORS, *CORRUPT_DICOM_ERRORS):
        leave_aside(str(keyword))
        return None
    return found.value if isinstance(found, DataElement) else found


def text(dataset: Dataset, keyword: str) -> str:
    """Return the element as upper-case text, the first of several values, empty if it is missing.

    Code strings are Latin-1 by the standard, yet may hold UTF-8.
    """
    value = value_of(dataset, keyword)
    if isinstance(value, bytes):
        value = value.decode("latin-1")
    first = next(iter(value), "") if isinstance(value, MultiValue) else value
    words = str(first or "").strip(" \0\t\r\n")
    with suppress(UnicodeError):
        words = words.encode("latin-1").decode("utf-8")
    return words.upper()


def numbers(dataset: Dataset, keyword: str) -> tuple[float, ...]:
    """Return the finite numbers before the first value that is none, and () if the element is missing.

    Some modalities write decimals as their country does, with a comma.
    """
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
    """Return the items of a sequence, or none if it is missing or is no sequence."""
    value = value_of(dataset, keyword)
    if isinstance(value, Sequence):
        return list(value)
    if value is not None:
        leave_aside(keyword)
    return []
