"""TIFF files as scanners and office programs write them."""

import struct
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageCms

from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.images import chest, encode
from tests.support.films.reading import reason, shown

DEEP = chest().astype(np.uint16) << 4
SHOWN = shown(encode(DEEP, "TIFF"))
_SHORT, _LONG = 3, 4


def tiff(pixels: Any, order: str, **tags: int) -> bytes:
    """A TIFF of one strip: (height, width) or (channels, height, width), one plane behind another."""
    planes = len(pixels) if pixels.ndim == 3 else 1
    bits = 8 * pixels.itemsize
    data: bytes = pixels.astype(pixels.dtype.newbyteorder(order)).tobytes()
    numbers = {
        **{"width": (256, _LONG, pixels.shape[-1]), "height": (257, _LONG, pixels.shape[-2])},
        **{"bits": (258, _SHORT, bits), "compression": (259, _SHORT, 1), "photometric": (262, _SHORT, 1)},
        **{"samples": (277, _SHORT, planes), "rows": (278, _LONG, pixels.shape[-2])},
        **{
            "planes": (284, _SHORT, 1 + (planes > 1)),
            "sign": (339, _SHORT, 1),
            "orientation": (274, _SHORT, 1),
        },
    }
    entries = {tag: (kind, [tags.get(name, value)]) for name, (tag, kind, value) in numbers.items()}
    start = 8 + len(data)
    size = len(data) // planes
    entries[258] = (_SHORT, [bits] * planes)
    entries[273], entries[279] = (_LONG, [8 + size * i for i in range(planes)]), (_LONG, [size] * planes)
    behind = start + 2 + 12 * len(entries) + 4
    directory, more = struct.pack(f"{order}H", len(entries)), b""
    for tag, (kind, values) in sorted(entries.items()):
        content = struct.pack(f"{order}{len(values)}{'H' if kind == _SHORT else 'I'}", *values)
        directory += struct.pack(f"{order}HHI", tag, kind, len(values))
        if len(content) > 4:
            directory += struct.pack(f"{order}I", behind + len(more))
            more += content
        else:
            directory += content.ljust(4, b"\0")
    mark = b"II" if order == "<" else b"MM"
    head = mark + struct.pack(f"{order}HI", 42, start)
    return head + data + directory + struct.pack(f"{order}I", tags.get("next", 0)) + more


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("film", "tags"),
    [
        (DEEP, {}),
        (65535 - DEEP, {"photometric": 0}),
        (DEEP.astype(np.int16) - 2048, {"sign": 2}),
        (2047 - DEEP.astype(np.int16), {"sign": 2, "photometric": 0}),
        (DEEP.astype(np.uint32), {}),
        (np.stack([DEEP] * 3), {"photometric": 2}),
    ],
    ids=["plain", "negative", "signed", "signed_negative", "32_bits", "planes"],
)
def test_a_deep_tiff_of_either_byte_order_is_the_same_film(
    film: Any, tags: dict[str, int], order: str
) -> None:
    assert np.abs(shown(tiff(film, order, **tags)) - SHOWN).max() <= 2


@pytest.mark.parametrize("order", ["<", ">"])
def test_a_negative_on_its_side_is_put_upright(order: str) -> None:
    lying = np.rot90(65535 - DEEP).copy()
    film = read(tiff(lying, order, photometric=0, orientation=6))
    assert (film.width, film.height) == film.image.size == (300, 240)


@pytest.mark.parametrize("size", [(150, 120), (75, 60), (30, 24)])
def test_a_small_copy_behind_a_film_is_passed_over(size: tuple[int, int]) -> None:
    copy = Image.fromarray(chest()).resize(size)
    data = encode(chest(), "TIFF", save_all=True, append_images=[copy, copy])
    assert np.array_equal(shown(data), chest())


@pytest.mark.parametrize("size", [(300, 240), (280, 100), (151, 121), (600, 480)])
def test_a_second_film_is_refused_whatever_its_size(size: tuple[int, int]) -> None:
    other = Image.fromarray(chest()).resize(size)
    data = encode(chest(), "TIFF", save_all=True, append_images=[other])
    assert reason(data) is RefusalReason.MULTI_FRAME


def test_many_small_pictures_are_several_films() -> None:
    copies = [Image.fromarray(chest(100, 80))] * 20
    data = encode(chest(), "TIFF", save_all=True, append_images=copies)
    assert reason(data) is RefusalReason.MULTI_FRAME


def test_a_directory_that_leads_to_itself_is_one_film() -> None:
    assert np.array_equal(shown(tiff(DEEP, "<", next=8 + DEEP.nbytes)), SHOWN)


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("photometric", [8, 34892])
def test_greys_of_another_kind_are_not_called_damaged(photometric: int, order: str) -> None:
    assert reason(tiff(DEEP, order, photometric=photometric)) is RefusalReason.UNSUPPORTED_FORMAT


def test_a_picture_in_lab_is_not_called_damaged() -> None:
    profiles = (ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB"))
    lab = ImageCms.profileToProfile(Image.fromarray(chest()).convert("RGB"), *profiles, outputMode="LAB")
    assert lab
    assert reason(encode(lab, "TIFF")) is RefusalReason.UNSUPPORTED_FORMAT
