"""A DICOM header -> what a result repeats of it, without the patient."""

from pydicom.dataset import Dataset
from pydicom.multival import MultiValue

from cxr.imaging.dicom.display.lookup_table import lookup_table
from cxr.imaging.dicom.elements import items, numbers, value_of
from cxr.imaging.film_reference import CODES, NUMBERS, TABLES, UIDS, FilmReference, GreyTable


def film_reference(dataset: Dataset) -> FilmReference | None:
    """Return the reference, or None if the header lacks an identifier of the film or of its study."""
    elements = {keyword: _words(dataset, keyword) for keyword in (*UIDS, *CODES)}
    elements |= {keyword: [f"{number:.9g}" for number in numbers(dataset, keyword)] for keyword in NUMBERS}
    tables = {keyword: _table(dataset, keyword) for keyword in TABLES}
    return FilmReference.of(elements, {keyword: table for keyword, table in tables.items() if table})


def _words(dataset: Dataset, keyword: str) -> list[str]:
    value = value_of(dataset, keyword)
    if value is None:
        return []
    values = value if isinstance(value, MultiValue) else [value]
    return [str(one).strip(" \0") for one in values]


def _table(dataset: Dataset, keyword: str) -> GreyTable | None:
    found = next((table for item in items(dataset, keyword) if (table := lookup_table(item))), None)
    if found is None:
        return None
    return GreyTable(found.first, int(found.white), found.entries.astype("<u2").tobytes())
