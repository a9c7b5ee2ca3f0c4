"""Films that are turned, framed, covered and stored in other ways, on synthetic films."""

import io
import json
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from cxr.imaging.reader import read
from tests.support.training.brightness import classifier, film
from training.evaluation.treated_films import TREATMENTS, measure_treatments
from training.robustness.page import write_treatments
from training.treatments.pictures import PAIRS
from training.treatments.storage import STORAGE

FILM, OTHER = (film(opacity=sick).resize((224, 224)) for sick in (True, False))
GROUPS = {
    "turns": {"rot10", "rot90", "vflip"},
    "borders": {"border20_0", "pad16:9"},
    "levels": {"bright+40", "contrast0.5", "equalize"},
    "gamma": {"gamma0.4", "gamma2.5"},
    "halves": {"upper_half", "left_half_black"},
    "blur and noise": {"blur5", "noise40"},
    "marks": {"wires", "text_large", "side_marker"},
    "pictures": {"jet", "screenshot_wide", "phone_hard"},
    "files": {"jpeg5", "webp20", "png16"},
}


def opened(made: Image.Image | bytes) -> Image.Image:
    return Image.open(io.BytesIO(made)) if isinstance(made, bytes) else made


def test_there_are_at_least_123_treatments_of_every_group() -> None:
    assert len(TREATMENTS) + len(PAIRS) >= 123
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


def test_rows_compare_with_the_untreated_films(tmp_path: Path) -> None:
    films = [film(), film(opacity=False)]
    names = ["png_rgb", "left_half_black", "collage_2h"]
    rows = list(measure_treatments(classifier(), films, np.array([True, False]), names))
    assert [row.treatment for row in rows] == ["base", "left_half_black", "png_rgb", "collage_2h"]
    base, _, same, _ = rows
    assert (base.label_changed, base.newly_wrong, base.auc) == (0, 0, 1)
    assert (same.label_changed, same.reversed, same.auc) == (0, 0, 1)
    write_treatments(rows, len(films), "test-1", tmp_path / "table.md")
    assert "| base | 0 |" in (tmp_path / "table.md").read_text()
    figures = json.loads((tmp_path / "table.json").read_text())
    assert [row["treatment"] for row in figures["treatments"]] == [row.treatment for row in rows]


@pytest.mark.parametrize(("adult", "missed"), [(False, 0.5), (True, 0)])
def test_a_missed_film_counts_only_where_it_bears_no_flag(adult: bool, missed: float) -> None:
    sick = np.array([True, False])
    films = [film(opacity=False, adult=adult)] * 2
    rows = {row.treatment: row for row in measure_treatments(classifier(), films, sick, ["png_rgb"])}
    assert rows["base"].missed == missed
    assert rows["png_rgb"].newly_wrong == 0


def test_flagged_films_are_compared_and_are_not_refused() -> None:
    films = [film(adult=True), film(opacity=False, adult=True)]
    base, same = measure_treatments(classifier(), films, np.array([True, False]), ["png_rgb"])
    assert (base.refused, base.flagged, base.auc) == (0, 1, 1)
    assert (same.refused, same.flagged, same.label_changed, same.auc) == (0, 1, 0, 1)
