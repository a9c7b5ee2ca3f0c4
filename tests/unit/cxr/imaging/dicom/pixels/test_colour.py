"""Films that came as colour pictures are read where they are grey, and refused where they are not."""

import io
from typing import Any

import numpy as np
import pytest
from pydicom import dcmread, uid
from pydicom.dataset import Dataset
from pydicom.encaps import encapsulate

from cxr.study import RefusalReason
from tests.support.films.dicoms import dataset, dicom, jpeg_2000, written
from tests.support.films.images import chest, encode
from tests.support.films.reading import reason, shown

GREY = chest(150, 120)
EQUAL = np.dstack([GREY] * 3)
RED = np.dstack([GREY, GREY // 2, GREY // 2])
NO_WINDOW: dict[str, Any] = {"WindowCenter": None, "WindowWidth": None}


def colour(
    pixels: Any, photometric: str = "RGB", planar: int = 0, syntax: str = uid.ExplicitVRLittleEndian
) -> bytes:
    made = dataset(GREY, **NO_WINDOW, SamplesPerPixel=3, PhotometricInterpretation=photometric)
    made.PlanarConfiguration, made.SOPClassUID = planar, uid.SecondaryCaptureImageStorage
    if syntax == uid.ExplicitVRLittleEndian:
        made.PixelData = (np.moveaxis(pixels, 2, 0) if planar else pixels).tobytes()
    else:
        made.PixelData = encapsulate([pixels])
    made["PixelData"].VR = "OB"
    return written(made, syntax)


def ycc(grey: Any, colour: int) -> Any:
    return np.dstack([grey, np.full_like(grey, colour), np.full_like(grey, 128)])


@pytest.mark.parametrize("planar", [0, 1])
def test_equal_channels_are_the_film(planar: int) -> None:
    assert np.array_equal(shown(colour(EQUAL, planar=planar)), GREY)


def test_luminance_without_colour_is_the_film() -> None:
    assert np.array_equal(shown(colour(ycc(GREY, 128), "YBR_FULL")), GREY)


def test_luminance_that_shares_its_colours_is_the_film() -> None:
    pairs = np.dstack([GREY[:, ::2], GREY[:, 1::2], np.full((120, 75, 2), 128, np.uint8)])
    assert np.array_equal(shown(colour(pairs, "YBR_FULL_422")), GREY)


@pytest.mark.parametrize("photometric", ["YBR_FULL_422", "YBR_FULL", "RGB"])
def test_a_grey_jpeg_of_three_channels_is_the_film(photometric: str) -> None:
    stream = encode(EQUAL, "JPEG", quality=95)
    assert np.abs(shown(colour(stream, photometric, syntax=uid.JPEGBaseline8Bit)) - GREY).mean() < 2


def test_a_grey_jpeg_2000_of_three_channels_is_the_film() -> None:
    assert np.array_equal(shown(colour(jpeg_2000(EQUAL), "YBR_RCT", syntax=uid.JPEG2000Lossless)), GREY)


def test_run_lengths_of_three_channels_are_the_film() -> None:
    made = dcmread(io.BytesIO(colour(EQUAL)))
    made.compress(uid.RLELossless, generate_instance_uid=False)
    assert np.array_equal(shown(written(made, uid.RLELossless)), GREY)


def test_a_coloured_letter_makes_no_film_coloured() -> None:
    marked = EQUAL.copy()
    marked[5:15, 5:15] = (255, 0, 0)
    assert np.array_equal(shown(colour(marked))[20:], GREY[20:])


@pytest.mark.parametrize(
    "data",
    [
        colour(RED),
        colour(RED, planar=1),
        colour(ycc(GREY, 190), "YBR_FULL"),
        colour(encode(RED, "JPEG"), "YBR_FULL_422", syntax=uid.JPEGBaseline8Bit),
        colour(jpeg_2000(RED), "YBR_RCT", syntax=uid.JPEG2000Lossless),
        dicom(GREY, SamplesPerPixel=3),
        dicom(GREY, PhotometricInterpretation="PALETTE COLOR"),
    ],
    ids=["rgb", "planes", "ycc", "jpeg", "jpeg_2000", "monochrome_of_three", "no_palette"],
)
def test_a_coloured_film_is_refused(data: bytes) -> None:
    assert reason(data) is RefusalReason.COLOUR


def test_a_colour_film_without_all_its_pixels_is_corrupt() -> None:
    assert reason(colour(EQUAL[:-1])) is RefusalReason.CORRUPT


def palette(*tables: Any, bits: int = 16, entries: int = 256) -> dict[str, Any]:
    made = Dataset()
    for name, values in zip(("Red", "Green", "Blue"), tables, strict=True):
        setattr(made, f"{name}PaletteColorLookupTableDescriptor", [entries, 0, bits])
        made[f"{name}PaletteColorLookupTableDescriptor"].VR = "US"
        setattr(made, f"{name}PaletteColorLookupTableData", values.astype("<u2").tobytes())
    return {element.keyword: element.value for element in made}


@pytest.mark.parametrize(("scale", "bits"), [(257, 16), (1, 16), (1, 8)])
def test_a_grey_palette_is_looked_up(scale: int, bits: int) -> None:
    falling = np.arange(255, -1, -1, dtype=np.uint16) * scale
    elements = palette(falling, falling, falling, bits=bits)
    data = dicom(GREY, PhotometricInterpretation="PALETTE COLOR", **NO_WINDOW, **elements)
    assert np.array_equal(shown(data), 255 - GREY.astype(int))


def test_a_coloured_palette_is_refused() -> None:
    ramp = np.arange(256, dtype=np.uint16) * 257
    data = dicom(GREY, PhotometricInterpretation="PALETTE COLOR", **palette(ramp, ramp // 2, ramp // 4))
    assert reason(data) is RefusalReason.COLOUR
