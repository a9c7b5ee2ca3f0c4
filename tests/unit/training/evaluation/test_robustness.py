"""Unchanged results on the same film in another file, cropped, or with texture."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from tests.support.training.brightness import CELLS, INPUT, as_map, classifier, film, radiograph, screening
from training.augmentation.corruptions import CROPS, FILE_FORMATS, TEXTURE, TEXTURES
from training.evaluation.robustness import measure_files
from training.metrics.predictions import predict

FILMS = [radiograph(image) for image in (film(), film(opacity=False), film(adult=True))]
POSITIVE = np.array([True, False, True])


def everywhere(log_odds: float) -> dict[str, npt.NDArray[np.float32]]:
    """Return a map with the same log-odds at each place."""
    return as_map(np.full((CELLS, CELLS), log_odds))


def test_model_that_uses_the_chest_is_unchanged_by_file_formats() -> None:
    measured = measure_files(classifier(), FILMS, predict(classifier(), FILMS), POSITIVE)
    stored = {"upsampled", "png", "jpeg_70", "stretched_5_4", "stretched_4_5"}
    assert set(measured) == stored | {"cut_high", "cut_wide", "textured"}
    for way in stored | {"textured"}:
        assert (measured[way]["films"], measured[way]["both"]) == (3, 1)
        assert (measured[way]["sensitivity"], measured[way]["specificity"]) == (1, 1)


def test_model_that_uses_the_edge_is_detected_by_crops() -> None:
    def uses_edge(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        top, below = film[0, 4:9, 30:50].mean(), film[0, 40:60, 30:50].mean()
        return everywhere(9 if top < below - 60 else -9)

    dark_edge = np.full((224, 224), 130, np.uint8)
    dark_edge[:50], dark_edge[194:] = 20, 240
    model, films = classifier(uses_edge), [radiograph(Image.fromarray(dark_edge))]
    measured = measure_files(model, films, predict(model, films), np.array([True]))
    assert (measured["cut_wide"]["label"], measured["cut_high"]["label"]) == (1, 0)
    assert (measured["cut_wide"]["sensitivity"], measured["cut_high"]["sensitivity"]) == (1, 0)
    assert "specificity" not in measured["cut_high"], "there is no normal film"


def test_model_that_takes_texture_for_disease_is_detected() -> None:
    def uses_texture(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        inside = film[0, INPUT // 4 : INPUT // 2, INPUT // 8 : INPUT // 3, 0].astype(np.float32)
        return everywhere(9 if np.abs(np.diff(inside, axis=1)).mean() > 1 else -9)

    model, films = classifier(uses_texture), [radiograph(film(opacity=False))]
    measured = measure_files(model, films, predict(model, films), np.array([False]))
    assert (measured["png"]["label"], measured["textured"]["label"]) == (1, 0)
    assert (measured["png"]["specificity"], measured["textured"]["specificity"]) == (1, 0)


def test_model_that_uses_the_file_is_detected() -> None:
    original = predict(classifier(), FILMS)
    other = replace(original, labels=(*original.labels[1:], None))
    measured = measure_files(classifier(), FILMS, other, POSITIVE)["png"]
    assert measured["label"] < 1
    assert measured["both"] <= min(measured["label"], measured["in_population"])


def test_refused_film_counts_as_changed() -> None:
    def refuses(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        return {**screening(film), "picture": np.array([[0, 9, 0, 0, 0, 0]], np.float32)}

    model = classifier(screen=refuses)
    measured = measure_files(model, FILMS, predict(classifier(), FILMS), POSITIVE)
    assert {figures["both"] for figures in measured.values()} == {0}
    assert {(figures["sensitivity"], figures["specificity"]) for figures in measured.values()} == {(0, 0)}


@pytest.mark.parametrize(
    ("store", "kind", "size"),
    [
        (FILE_FORMATS["upsampled"], "PNG", (1024, 1024)),
        (FILE_FORMATS["png"], "PNG", (224, 224)),
        (FILE_FORMATS["jpeg_70"], "JPEG", (224, 224)),
        (FILE_FORMATS["stretched_5_4"], "PNG", (280, 224)),
        (FILE_FORMATS["stretched_4_5"], "PNG", (224, 280)),
        (CROPS["cut_high"], "PNG", (224, 180)),
        (CROPS["cut_wide"], "PNG", (180, 224)),
        (TEXTURES["textured"], "PNG", (224, 224)),
    ],
)
def test_altered_files_have_their_format_and_size(
    store: Callable[[Image.Image], bytes], kind: str, size: tuple[int, int]
) -> None:
    with Image.open(io.BytesIO(store(film()))) as image:
        assert (image.format, image.size) == (kind, size)


def test_texture_has_its_documented_strength_and_is_reproducible() -> None:
    grey = Image.new("L", (224, 224), 128)
    stored = TEXTURES["textured"](grey)
    assert stored == TEXTURES["textured"](grey)
    with Image.open(io.BytesIO(stored)) as image:
        seen = np.asarray(image).astype(float)
    assert seen.std() == pytest.approx(TEXTURE, rel=0.1)
    assert abs(seen.mean() - 128) < 0.2
    assert np.abs(np.diff(seen)).mean() < seen.std() / 2, "neighbours are similar: the texture is not grain"
