"""The counts that a JPEG 2000 codestream declares, before OpenJPEG sees it."""

import pytest

from cxr.errors import FilmRefused
from cxr.imaging.dicom.pixels.codestream import codestream_of
from tests.support.films.dicoms import deep_chest, jpeg_2000
from tests.support.hostile.codestreams import codestream, coding, segment


def test_a_sound_stream_declares_its_size_depth_and_levels() -> None:
    found = codestream_of(jpeg_2000(deep_chest(12, 3201, 1601)))
    size = found.size
    assert (size.width, size.height, size.bits, size.is_signed) == (3201, 1601, 12, False)
    assert (size.tiles, size.channels, found.levels) == (1, 1, 5)


@pytest.mark.parametrize(
    ("side", "tile", "options"),
    [
        (8000, None, {"block": 3}),  # blocks of 32 x 32
        (8000, 128, {}),
        (8000, None, {"precinct": 0x88, "layers": 32}),
        (4500, None, {"block": 2, "levels": 8}),  # blocks of 16 x 16 on 20 megapixels
        (300, None, {"levels": 32}),
    ],
    ids=["small blocks", "small tiles", "precincts and layers", "20 megapixels", "many levels"],
)
def test_what_encoders_choose_is_within_the_bounds(
    side: int, tile: int | None, options: dict[str, int]
) -> None:
    assert codestream_of(codestream(coding(**options), side, tile)).size.width == side


@pytest.mark.parametrize(
    "stream",
    [
        b"\xff\x4f\xff\x51",
        codestream(coding(), side=0),
        codestream(coding())[:60],
        codestream(coding(levels=33)),
        codestream(coding(block=9)),
        codestream(coding(precinct=0x00)),
        codestream(coding(), main=b"\xff\x64\0\0"),
        codestream(coding()).replace(segment(0xFF52, coding()), b""),
    ],
    ids=[
        *("nothing", "no size", "cut off", "too many levels", "blocks beyond the standard"),
        *("precincts of no size", "a segment of no length", "no coding style"),
    ],
)
def test_a_damaged_header_is_refused(stream: bytes) -> None:
    with pytest.raises(FilmRefused, match="corrupt"):
        codestream_of(stream)
