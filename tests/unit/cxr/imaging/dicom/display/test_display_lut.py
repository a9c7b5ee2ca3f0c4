"""From stored numbers to grey, against values worked out by hand from the standard's formulas."""

from typing import Any

import numpy as np
import pytest
from pydicom.dataset import Dataset

from cxr.imaging.dicom.display.display_lut import display_of
from cxr.imaging.reader import read
from tests.support.films.dicoms import Pixels, dataset, deep_chest, dicom

FILM = deep_chest(12)
FROM_800_TO_1200 = (800 + FILM // 8).astype(np.uint16)
"""A film that can be seen through the window that most tests have."""


def table(film: Any = FROM_800_TO_1200, **elements: Any) -> list[int]:
    """The grey of each code of a film that has 12 bits."""
    grey: list[int] = display_of(dataset(FILM, **elements), film).greys.tolist()
    return grey


def four_codes(first: int) -> Pixels:
    """The film in the codes of a table of four entries."""
    return (first + FILM // 800).astype(np.uint16)


@pytest.mark.parametrize(
    ("function", "code", "grey"),
    [
        # LINEAR: (x - 999.5) / 399 + 0.5, PS3.3 C.11.2.1.2.1
        ("LINEAR", 800, 0),
        ("LINEAR", 900, 64),
        ("LINEAR", 1000, 128),
        ("LINEAR", 1199, 255),
        ("LINEAR", 4095, 255),
        # LINEAR_EXACT: (x - 1000) / 400 + 0.5
        ("LINEAR_EXACT", 800, 0),
        ("LINEAR_EXACT", 900, 64),
        ("LINEAR_EXACT", 1001, 128),
        ("LINEAR_EXACT", 1200, 255),
        # SIGMOID: 1 / (1 + exp(-4 (x - 1000) / 400))
        ("SIGMOID", 900, 69),
        ("SIGMOID", 1000, 128),
        ("SIGMOID", 1100, 186),
        ("SIGMOID", 4095, 255),
    ],
)
def test_a_window_is_applied_by_its_function(function: str, code: int, grey: int) -> None:
    window: dict[str, Any] = {"WindowCenter": 1000, "WindowWidth": 400, "VOILUTFunction": function}
    assert table(**window)[code] == grey


def test_the_first_of_several_windows_counts() -> None:
    assert table(WindowCenter=[1000, 50], WindowWidth=[400, 10]) == table(WindowCenter=1000, WindowWidth=400)


def test_rescaling_comes_before_the_window() -> None:
    # 2 x - 500 = 1000 at x = 750
    film = (FROM_800_TO_1200 + 500) // 2
    rescaled = table(film, RescaleSlope=2, RescaleIntercept=-500, WindowCenter=1000, WindowWidth=400)
    assert [rescaled[code] for code in (650, 700, 750, 850)] == [0, 64, 128, 255]


def lut(first: int, bits: int, entries: list[int]) -> list[Dataset]:
    item = Dataset()
    item.LUTDescriptor, item.LUTData = [len(entries), first, bits], entries
    item["LUTDescriptor"].VR = item["LUTData"].VR = "US"
    return [item]


def test_a_voi_table_goes_before_the_window_and_its_ends_go_on() -> None:
    looked_up = table(four_codes(1000), VOILUTSequence=lut(1000, 10, [0, 256, 512, 1023]))
    # 256 / 1023 * 255 = 63.8 and 512 / 1023 * 255 = 127.6
    assert [looked_up[code] for code in (0, 1000, 1001, 1002, 1003, 4095)] == [0, 0, 64, 128, 255, 255]


def test_a_modality_table_comes_before_the_window() -> None:
    modality = lut(1500, 16, [1200, 1000, 900, 800])
    looked_up = table(four_codes(1500), ModalityLUTSequence=modality, WindowCenter=1000, WindowWidth=400)
    assert looked_up[1498:1505] == [255, 255, 255, 128, 64, 0, 0]


def test_monochrome1_is_inverted_last() -> None:
    window: dict[str, Any] = {"WindowCenter": 1000, "WindowWidth": 400}
    plain = np.array(table(**window))
    assert table(**window, PhotometricInterpretation="MONOCHROME1") == (255 - plain).tolist()


def test_negative_numbers_are_numbers() -> None:
    # 0xF9C is -100 in 12 bits.
    film = (FROM_800_TO_1200 - 1000) & 0xFFF
    signed = table(film, PixelRepresentation=1, WindowCenter=0, WindowWidth=401)
    assert [signed[code] for code in (0x800, 0xF9C, 0, 100, 0x7FF)] == [0, 64, 128, 192, 255]


def test_overlays_in_unused_bits_are_not_seen() -> None:
    window: dict[str, Any] = {"BitsStored": 12, "HighBit": 11, "WindowCenter": 2048, "WindowWidth": 4096}
    seen = table(FILM, **window)
    assert seen[0x8000 + 1000] == seen[1000]
    shifted = table(FILM << 4, **window | {"HighBit": 15})
    assert shifted[1000 << 4] == seen[1000]


def test_padding_is_black_and_does_not_move_the_window() -> None:
    padded = FILM.copy()
    padded[:100] = 4095
    elements = {"WindowCenter": None, "PixelPaddingValue": 4095, "PhotometricInterpretation": "MONOCHROME1"}
    seen = display_of(dataset(padded, **elements), padded).greys
    assert seen[4095] == 0
    assert np.array_equal(seen[:4000], display_of(dataset(FILM[100:], **elements), FILM[100:]).greys[:4000])


def test_a_range_of_padding_is_black() -> None:
    seen = table(PixelPaddingValue=0, PixelPaddingRangeLimit=900, WindowCenter=1000, WindowWidth=400)
    assert seen[:901] == [0] * 901
    assert seen[901] == 65


@pytest.mark.parametrize("window", [(1000, 0), (1000, -5), (60_000, 10)], ids=["empty", "negative", "beside"])
def test_a_window_that_shows_nothing_gives_way_to_the_range_of_the_film(window: tuple[int, int]) -> None:
    assert table(WindowCenter=window[0], WindowWidth=window[1]) == table(WindowCenter=None)


def test_the_range_of_the_film_is_its_1st_to_99th_percentile() -> None:
    ramp = np.repeat(np.arange(1000, 2000, dtype=np.uint16), 100).reshape(400, 250)
    seen = display_of(dataset(ramp, WindowCenter=None), ramp).greys
    # The quantiles are 1009 and 1989: (1499 - 1009) * 255 // 980 = 127
    assert [seen[code] for code in (1000, 1009, 1499, 1989, 2000)] == [0, 0, 127, 255, 255]


@pytest.mark.parametrize(
    ("elements", "size"),
    [
        ({"PixelSpacing": [0.2, 0.1]}, (300, 480)),
        ({"PixelSpacing": [0.1, 0.2]}, (600, 240)),
        ({"ImagerPixelSpacing": [0.15, 0.1]}, (300, 360)),
        ({"PixelAspectRatio": [2, 1]}, (300, 480)),
        ({"PixelSpacing": [0.143, 0.143]}, (300, 240)),
        ({"PixelSpacing": [0, 0.1]}, (300, 240)),
        ({"PixelSpacing": [50, 0.1]}, (300, 240)),
    ],
    ids=["tall", "wide", "imager", "ratio", "square", "zero", "absurd"],
)
def test_pixels_are_made_square(elements: dict[str, Any], size: tuple[int, int]) -> None:
    film = read(dicom(FILM, **elements))
    assert film.image.size == (film.width, film.height) == size
