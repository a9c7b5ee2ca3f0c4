"""Look-up tables as hospitals send them: the film looks as it does through the window they stand for."""

from typing import Any

import numpy as np
import pytest
from pydicom import uid
from pydicom.dataset import Dataset

from cxr.imaging.reader import read
from tests.support.films.dicoms import deep_chest, dicom

FILM = deep_chest(12, 150, 120)
RAMP = np.arange(4096, dtype=np.uint16)
CURVE = (4095 * (RAMP / 4095) ** 0.8).astype(np.uint16)


def table(entries: Any, descriptor: list[int], data: bytes | None = None) -> Dataset:
    """An item of a table sequence; ``data`` stands for bytes of words of no type."""
    item = Dataset()
    item.LUTDescriptor = descriptor
    item["LUTDescriptor"].VR = "US"
    item.add_new("LUTData", "OW" if data is not None else "US", entries.tolist() if data is None else data)
    return item


def shown(syntax: str = uid.ExplicitVRLittleEndian, **elements: Any) -> Any:
    return np.asarray(read(dicom(FILM, syntax, **elements)).image).astype(int)


def through(*items: Dataset, syntax: str = uid.ExplicitVRLittleEndian, **elements: Any) -> Any:
    return shown(syntax, VOILUTSequence=list(items), WindowCenter=None, WindowWidth=None, **elements)


REFERENCE = shown()
CURVED = through(table(CURVE, [4096, 0, 12]))
OWN_RANGE = shown(WindowCenter=None)
NO_TABLE = Dataset()
NO_TABLE.LUTDescriptor = [4096, 0, 12]
NO_TABLE["LUTDescriptor"].VR = "US"


def test_a_straight_table_is_the_full_window() -> None:
    assert np.abs(through(table(RAMP, [4096, 0, 12])) - REFERENCE).max() <= 1


@pytest.mark.parametrize("bits", [12, 13, 14, 15, 16, 8, 0, 32])
def test_a_descriptor_that_names_other_bits_leaves_white_where_it_is(bits: int) -> None:
    assert np.array_equal(through(table(CURVE, [4096, 0, bits])), CURVED)


@pytest.mark.parametrize("bits", [10, 12, 14, 16])
def test_a_table_that_stays_below_its_white_keeps_it(bits: int) -> None:
    """A table whose brightest grey is meant to be darker than white uses more than half of its range."""
    high = (1 << bits) - 1
    entries = (RAMP.astype(np.int64) * (high * 3 // 4) // 4095).astype(np.uint16)
    assert abs(through(table(entries, [4096, 0, bits])).max() - REFERENCE.max() * 3 / 4) <= 2


@pytest.mark.parametrize("order", ["<u2", ">u2"])
@pytest.mark.parametrize(
    "syntax", [uid.ExplicitVRLittleEndian, uid.ImplicitVRLittleEndian, uid.ExplicitVRBigEndian]
)
def test_words_of_either_order_are_the_table(syntax: str, order: str) -> None:
    words = CURVE.astype(order).tobytes()
    assert np.array_equal(through(table(CURVE, [4096, 0, 12], words), syntax=syntax), CURVED)


def test_numbers_of_the_other_byte_order_are_the_table() -> None:
    assert np.array_equal(through(table(CURVE.byteswap(), [4096, 0, 12])), CURVED)


def test_bytes_are_the_table_where_there_is_one_for_each_entry() -> None:
    greys = (CURVE >> 4).astype(np.uint8)
    assert np.abs(through(table(greys, [4096, 0, 8], greys.tobytes())) - CURVED).max() <= 1


def test_0_entries_are_65536() -> None:
    entries = np.arange(65536, dtype=np.uint16).clip(0, 4095)
    assert np.abs(through(table(entries, [0, 0, 12])) - REFERENCE).max() <= 1


@pytest.mark.parametrize(
    "item",
    [
        Dataset(),
        NO_TABLE,
        table(RAMP[:100], [4096, 0, 12]),
        table(RAMP * 0, [4096, 0, 12]),
        table(RAMP, [4096, 0]),
        table(RAMP, [4096, 0, 12, 0]),
        table(RAMP, [4096, 0, 12], b""),
        table(RAMP * 0 + 7, [4096, 0, 12]),
    ],
    ids=["empty", "no_table", "short", "black", "two_numbers", "four_numbers", "no_data", "one_grey"],
)
def test_a_table_that_is_none_gives_way_to_the_window_or_to_the_range(item: Dataset) -> None:
    assert np.array_equal(through(item), OWN_RANGE)
    assert np.array_equal(shown(VOILUTSequence=[item]), REFERENCE)


def test_the_first_whole_table_counts() -> None:
    assert np.array_equal(through(Dataset(), table(CURVE, [4096, 0, 12])), CURVED)


@pytest.mark.parametrize("window", [{}, {"WindowCenter": None}])
def test_a_modality_table_that_is_none_is_left_aside(window: dict[str, Any]) -> None:
    assert np.array_equal(shown(ModalityLUTSequence=[NO_TABLE], **window), shown(**window))


def test_a_modality_table_in_words_of_no_type_is_used() -> None:
    falling = RAMP[::-1].astype("<u2").tobytes()
    turned = shown(ModalityLUTSequence=[table(RAMP, [4096, 0, 12], falling)])
    assert np.abs(turned - (255 - REFERENCE)).max() <= 1
