"""The same film in another file."""

import io
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image

from cxr.classifier import Classifier
from tests.support.training.brightness import CARD, classifier, film, network, radiograph
from training.augmentation.corruptions import BLEMISHES, FILES, FRAMES, TEXTURE
from training.evaluation.predictions import ask
from training.evaluation.robustness import measure_files

FILMS = [radiograph(image) for image in (film(), film(opacity=False), film(adult=True))]
SICK = np.array([True, False, True])


def test_a_model_that_looks_at_the_chest_passes_each_way_of_storing_it() -> None:
    measured = measure_files(classifier(), FILMS, ask(classifier(), FILMS), SICK)
    stored = {"upsampled", "png", "jpeg_70", "stretched_5_4", "stretched_4_5"}
    assert set(measured) == stored | {"cut_high", "cut_wide", "textured"}
    for way in stored | {"textured"}:
        assert (measured[way]["films"], measured[way]["both"]) == (3, 1)
        assert (measured[way]["sensitivity"], measured[way]["specificity"]) == (1, 1)


def test_a_model_that_looks_at_the_rim_is_found_out_by_closer_framings() -> None:
    def sees_collars(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        return {**network(film), "logit": np.where(film[0, :4].mean(keepdims=True) > 180, 9, -9)}

    collared = np.full((128, 128), 80, np.uint8)
    collared[:8] = 255
    card = CARD.model_copy(update={"screening": None})
    model, films = Classifier(card, sees_collars), [radiograph(Image.fromarray(collared))]
    measured = measure_files(model, films, ask(model, films), np.array([True]))
    assert (measured["cut_wide"]["label"], measured["cut_high"]["label"]) == (1, 0)
    assert (measured["cut_wide"]["sensitivity"], measured["cut_high"]["sensitivity"]) == (1, 0)
    assert "specificity" not in measured["cut_high"], "there is no normal film to tell by"


def test_a_model_that_takes_texture_for_illness_is_found_out() -> None:
    def sees_texture(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        rough = np.abs(np.diff(film[0, :, :, 0].astype(np.float32), axis=1)).mean(keepdims=True)
        return {**network(film), "logit": np.where(rough > 1, 9, -9)}

    model, films = Classifier(CARD, sees_texture), [radiograph(film(opacity=False))]
    measured = measure_files(model, films, ask(model, films), np.array([False]))
    assert (measured["png"]["label"], measured["textured"]["label"]) == (1, 0)
    assert (measured["png"]["specificity"], measured["textured"]["specificity"]) == (1, 0)


def test_a_model_that_looks_at_the_file_is_found_out() -> None:
    as_they_came = ask(classifier(), FILMS)
    moved = replace(as_they_came, labels=(*as_they_came.labels[1:], None))
    measured = measure_files(classifier(), FILMS, moved, SICK)["png"]
    assert measured["label"] < 1
    assert measured["both"] <= min(measured["label"], measured["in_population"])


def test_a_film_that_is_refused_in_its_new_file_has_changed() -> None:
    def refuses(film: npt.NDArray[np.uint8]) -> dict[str, npt.NDArray[np.float32]]:
        return {**network(film), "recognition": np.array([-1], np.float32)}

    measured = measure_files(Classifier(CARD, refuses), FILMS, ask(classifier(), FILMS), SICK)
    assert {figures["both"] for figures in measured.values()} == {0}
    assert {(figures["sensitivity"], figures["specificity"]) for figures in measured.values()} == {(0, 0)}


@pytest.mark.parametrize(
    ("store", "kind", "size"),
    [
        (FILES["upsampled"], "PNG", (1024, 1024)),
        (FILES["png"], "PNG", (64, 64)),
        (FILES["jpeg_70"], "JPEG", (64, 64)),
        (FILES["stretched_5_4"], "PNG", (80, 64)),
        (FILES["stretched_4_5"], "PNG", (64, 80)),
        (FRAMES["cut_high"], "PNG", (64, 52)),
        (FRAMES["cut_wide"], "PNG", (52, 64)),
        (BLEMISHES["textured"], "PNG", (64, 64)),
    ],
)
def test_files_are_what_their_names_say(
    store: Callable[[Image.Image], bytes], kind: str, size: tuple[int, int]
) -> None:
    with Image.open(io.BytesIO(store(film()))) as picture:
        assert (picture.format, picture.size) == (kind, size)


def test_texture_lies_on_a_film_as_strongly_as_said_and_is_the_same_each_time() -> None:
    grey = Image.new("L", (224, 224), 128)
    stored = BLEMISHES["textured"](grey)
    assert stored == BLEMISHES["textured"](grey)
    with Image.open(io.BytesIO(stored)) as picture:
        seen = np.asarray(picture).astype(float)
    assert seen.std() == pytest.approx(TEXTURE, rel=0.1)
    assert abs(seen.mean() - 128) < 0.2
    assert np.abs(np.diff(seen)).mean() < seen.std() / 2, "neighbours are alike: it is no grain"
