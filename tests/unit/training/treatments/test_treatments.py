"""Films that are turned, framed, covered and stored in other ways, on synthetic films."""

import io
import zlib

import numpy as np
import pytest
from PIL import Image

from cxr.imaging.reader import read
from tests.support.training.brightness import film
from training.evaluation.treated_films import TREATMENTS
from training.treatments.pictures import PAIRS
from training.treatments.storage import STORAGE
from training.treatments.treatment import after, picture_of

FILM, OTHER = (film(opacity=ill) for ill in (True, False))
GROUPS = {
    "turns": {"rot10", "rot90", "vflip"},
    "borders": {"border20_0", "border15_0", "border8_255", "pad16:9"},
    "levels": {"bright+40", "contrast0.5", "equalize", "levels_half", "levels_quarter"},
    "gamma": {"gamma0.4", "gamma1.7", "gamma2.5"},
    "halves": {"upper_half", "left_half_black", "right_half_black", "upper_half_black"},
    "blur and noise": {"blur5", "noise40"},
    "marks": {"wires", "text_large", "side_marker"},
    "pictures": {"jet", "screenshot_wide", "phone_hard"},
    "files": {"jpeg5", "webp20", "png16"},
}


def opened(made: Image.Image | bytes) -> Image.Image:
    return Image.open(io.BytesIO(made)) if isinstance(made, bytes) else made


def test_there_are_137_treatments_of_every_group() -> None:
    assert len(TREATMENTS) + len(PAIRS) == 137
    assert set().union(*GROUPS.values()) <= set(TREATMENTS)
    assert {"collage_2h", "collage_2v", "collage_4"} == set(PAIRS)


@pytest.mark.parametrize("name", TREATMENTS)
def test_a_treatment_changes_the_film_the_same_way_each_time(name: str) -> None:
    before = FILM.tobytes()
    first, second = (opened(TREATMENTS[name](FILM)) for _ in range(2))
    assert FILM.tobytes() == before, "the film itself stays as it is"
    assert (first.size, first.tobytes()) == (second.size, second.tobytes())
    if name not in STORAGE:
        assert (first.mode, first.size, zlib.crc32(first.tobytes())) != (
            *("L", FILM.size),
            zlib.crc32(before),
        )


@pytest.mark.parametrize("name", ["tiff", "bmp", "png_rgb"])
def test_a_file_without_loss_is_read_as_the_same_film(name: str) -> None:
    made = TREATMENTS[name](FILM)
    assert isinstance(made, bytes)
    assert read(made).image.tobytes() == FILM.tobytes()


def test_halves_and_frames_have_their_sizes() -> None:
    def size(name: str) -> tuple[int, int]:
        return opened(TREATMENTS[name](FILM)).size

    width, height = FILM.size
    assert size("upper_half") == (width, height // 2)
    assert size("crop_left_half") == (width // 2, height)
    assert size("border10_255") == (width + 2 * (width // 10), height + 2 * (width // 10))
    assert size("up1024") == (1024, 1024)


def test_a_pair_shows_both_films() -> None:
    pair = np.asarray(PAIRS["collage_2h"](FILM, OTHER))
    assert np.array_equal(pair, np.hstack([np.asarray(FILM), np.asarray(OTHER)]))


@pytest.mark.parametrize(("name", "share"), [("levels_half", 0.5), ("levels_quarter", 0.25)])
def test_squeezed_film_has_fewer_and_darker_levels(name: str, share: float) -> None:
    squeezed = np.asarray(opened(TREATMENTS[name](FILM)), float)
    assert np.abs(squeezed - share * np.asarray(FILM)).max() <= 0.5


@pytest.mark.parametrize(
    ("name", "black"),
    [
        ("lower_half_black", (slice(112, None), slice(None))),
        ("upper_half_black", (slice(None, 112), slice(None))),
        ("left_half_black", (slice(None), slice(None, 112))),
        ("right_half_black", (slice(None), slice(112, None))),
    ],
)
def test_black_half_is_the_named_one(name: str, black: tuple[slice, slice]) -> None:
    pixels = np.asarray(opened(TREATMENTS[name](FILM)))
    assert not pixels[black].any()
    assert (pixels == 0).mean() < 0.51


def test_file_is_no_picture_and_cannot_be_treated_further() -> None:
    with pytest.raises(TypeError, match="a file"):
        picture_of(TREATMENTS["bmp"], FILM)
    with pytest.raises(TypeError, match="a file"):
        after(TREATMENTS["bmp"], TREATMENTS["rot90"])(FILM)
