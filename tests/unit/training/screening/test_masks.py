"""A mask belongs to the film of the same name, and a film without one has none."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from training.data.labelled_film import Film
from training.errors import TrainingError
from training.screening.films.masks import MASK_SIDE, load_masks, masked_films, require_masks


def write_mask(path: Path, level: int = 255) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("L", (MASK_SIDE, MASK_SIDE), level).save(path)


def test_mask_is_in_the_class_folder_and_named_like_the_film(tmp_path: Path) -> None:
    films = [Film(tmp_path / "films" / name / "a.jpeg", "1", "normal") for name in ("NORMAL", "PNEUMONIA")]
    write_mask(tmp_path / "masks" / "PNEUMONIA" / "a.png")
    masks, has_mask = load_masks(films, tmp_path / "masks")
    assert has_mask.tolist() == [False, True]
    assert not masks[0].any()
    assert np.array_equal(masks[1], np.full((MASK_SIDE, MASK_SIDE), 255))


def test_films_to_train_on_need_some_mask(tmp_path: Path) -> None:
    film = Film(tmp_path / "NORMAL" / "a.jpeg", "1", "normal")
    with pytest.raises(TrainingError, match=r"--lungs .* contains the mask of no film"):
        require_masks([film], tmp_path)


def test_damaged_mask_is_named(tmp_path: Path) -> None:
    path = tmp_path / "masks" / "NORMAL" / "a.png"
    write_mask(path)
    path.write_bytes(path.read_bytes()[:40])
    with pytest.raises(TrainingError, match=r"a\.png cannot be read as a mask .*; restore it or remove it"):
        load_masks([Film(tmp_path / "NORMAL" / "a.jpeg", "1", "normal")], tmp_path / "masks")


def test_measured_films_are_those_with_a_mask(tmp_path: Path) -> None:
    for name in ("b[1].png", "c.jpeg"):
        write_mask(tmp_path / "films" / "NORMAL" / name, 50)
    write_mask(tmp_path / "masks" / "NORMAL" / "b[1].png")
    films, masks = masked_films(tmp_path / "films", tmp_path / "masks")
    assert films == [tmp_path / "films" / "NORMAL" / "b[1].png"]
    assert masks.min() == 255
    with pytest.raises(TrainingError, match="no mask is named like a film"):
        masked_films(tmp_path / "masks", tmp_path / "films" / "NORMAL")
