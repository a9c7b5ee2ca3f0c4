"""Sequences and values of a DICOM header that take a parser minutes; the film beside them is sound."""

import struct
from functools import partial

from pydicom.tag import Tag

from tests.support.hostile.forging import DICOM, Hostile, element

_ITEM = struct.Struct("<HHI")
_SEQUENCES = ("AnatomicRegionSequence", "ViewCodeSequence", "ModalityLUTSequence", "VOILUTSequence")
_MANY = 1_000_000


def _item(content: bytes) -> bytes:
    return _ITEM.pack(0xFFFE, 0xE000, len(content)) + content


def _with(keyword: str, content: bytes) -> bytes:
    """The film with a sequence of this content in front of the element of group 28 that comes next."""
    tag = Tag(keyword)
    anchor = (0x28, 2) if tag < 0x00280002 else (0x7FE0, 0x10)
    at = DICOM.index(struct.pack("<HH", *anchor))
    return DICOM[:at] + element(tag.group, tag.element, b"SQ", content) + DICOM[at:]


def _items(keyword: str) -> bytes:
    return _with(keyword, _item(b"") * _MANY)


def _elements(keyword: str) -> bytes:
    return _with(keyword, _item(element(0x09, 0x10, b"LO", b"") * _MANY))


def _values(keyword: str) -> bytes:
    meaning = struct.pack("<HH2sHI", 0x08, 0x0104, b"UC", 0, 2 * _MANY * 10) + b"x\\" * _MANY * 10
    return _with(keyword, _item(meaning))


def _words(letters: bytes) -> bytes:
    return _with("ViewCodeSequence", _item(element(0x08, 0x0104, b"LO", letters * 30_000)) * 500)


DICOM_SEQUENCES = {
    **{f"dicom_with_a_million_items_of_{name}": Hostile(partial(_items, name), None) for name in _SEQUENCES},
    **{
        f"dicom_with_a_million_parts_of_{name}": Hostile(partial(_elements, name), None)
        for name in _SEQUENCES
    },
    "dicom_with_a_meaning_of_ten_million_values": Hostile(partial(_values, "AnatomicRegionSequence"), None),
    "dicom_with_meanings_of_lost_letters": Hostile(partial(_words, b"A?"), None),
    "dicom_with_meanings_in_another_script": Hostile(partial(_words, b"\xb6\xa1"), None),
}
