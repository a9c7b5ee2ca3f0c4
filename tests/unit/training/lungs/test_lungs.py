"""The lung segmentation keeps the shape of lungs that pneumonia has whitened."""

from pathlib import Path

import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image, ImageDraw, ImageFilter
from scipy import ndimage

from training.data.catalog import list_films, load_pixels
from training.errors import TrainingError
from training.lungs.pseudo_labels import add_opacities, augmented, outline
from training.lungs.segmentation import fit_lungs, lung_masks

CHEST_XRAY = Path(__file__).parents[5] / "shared" / "data" / "chest_xray"
RIGHT, LEFT = (26, 30, 58, 96), (70, 30, 102, 96)


def synthetic_chest() -> tuple[npt.NDArray[np.uint8], npt.NDArray[np.bool_]]:
    """Return a film of ovals, 128 pixels a side, and its lungs."""
    film, lungs = Image.new("L", (128, 128), 5), Image.new("1", (128, 128))
    pen = ImageDraw.Draw(film)
    pen.rounded_rectangle((12, 8, 116, 140), 24, fill=130)
    pen.ellipse((18, 20, 110, 132), fill=175)
    for lung in (RIGHT, LEFT):
        pen.ellipse(lung, fill=70)
        ImageDraw.Draw(lungs).ellipse(lung, fill=1)
    pen.rectangle((58, 0, 70, 128), fill=205)
    pen.ellipse((52, 60, 84, 94), fill=190)
    ImageDraw.Draw(lungs).ellipse((52, 60, 84, 94), fill=0)
    return np.asarray(film.filter(ImageFilter.GaussianBlur(1.5))), np.asarray(lungs)


def dice(found: npt.NDArray[np.bool_], wanted: npt.NDArray[np.bool_]) -> float:
    return float(2 * (found & wanted).sum() / (found.sum() + wanted.sum()))


def test_lungs_of_a_clear_film_are_outlined() -> None:
    film, lungs = synthetic_chest()
    found = outline(film)
    assert found is not None
    assert dice(found, lungs) > 0.85


def test_film_without_a_pair_of_lungs_is_not_outlined() -> None:
    film, _ = synthetic_chest()
    one_lung = film.copy()
    one_lung[:, 64:] = 175
    noise = np.random.default_rng(0).integers(0, 255, (128, 128), np.uint8)
    assert outline(one_lung) is None
    assert outline(noise) is None
    assert outline(np.zeros_like(film)) is None


def test_opacities_whiten_the_lungs_only() -> None:
    film, lungs = synthetic_chest()
    white = add_opacities(film.astype(np.float32), lungs.astype(np.float32), np.random.default_rng(1))
    far = ndimage.distance_transform_edt(~lungs) > 20
    assert white[lungs].mean() > film[lungs].mean() + 10
    assert np.abs(white - film)[far].max() < 1


def test_film_and_lungs_move_together() -> None:
    film = np.zeros((128, 128), np.float32)
    film[30:80, 20:50] = film[35:85, 75:100] = 255
    for seed in range(10):
        moved, lungs = augmented(film, film / np.float32(255), np.random.default_rng(seed))
        inside = lungs > 0.9
        assert moved[inside].mean() > moved[lungs < 0.1].mean() + 60


@pytest.mark.parametrize("side", [96, 128, 320])
def test_mask_has_the_size_of_its_film_and_values_0_to_1(side: int) -> None:
    film = np.asarray(Image.fromarray(synthetic_chest()[0]).resize((side, side)))
    masks = lung_masks(np.stack([film, film[:, ::-1]])[..., None])
    assert masks.shape == (2, side, side)
    assert masks.dtype == np.float32
    assert masks.min() >= 0
    assert masks.max() <= 1
    assert 0.1 < masks.mean() < 0.45


def test_masks_do_not_depend_on_other_films() -> None:
    film, _ = synthetic_chest()
    films = np.stack([film, np.roll(film, 8, axis=1)])[..., None]
    ensemble = lung_masks(films)
    assert np.allclose(ensemble, np.concatenate([lung_masks(films[:1]), lung_masks(films[1:])]), atol=1e-4)
    right, moved = (np.nonzero(mask > 0.5)[1].mean() for mask in ensemble)
    assert 5 < moved - right < 11


@pytest.mark.parametrize("whitened", ["neither", "right", "left"])
def test_white_lung_is_segmented(whitened: str) -> None:
    film, lungs = synthetic_chest()
    half = {"neither": slice(0), "right": slice(0, 64), "left": slice(64, 128)}[whitened]
    white = film.copy()
    white[:, half][lungs[:, half]] = 150
    found = lung_masks(white[None, ..., None])[0] > 0.5
    assert dice(found, lungs) > 0.8
    regions, count = ndimage.label(found)
    assert count == 2
    centres = sorted(column for _, column in ndimage.center_of_mass(found, regions, [1, 2]))
    assert centres[0] < 58
    assert centres[1] > 70


def test_films_without_outlined_lungs_are_refused(data: Path, tmp_path: Path) -> None:
    with pytest.raises(TrainingError, match=r"NORMAL: the lungs of only 0 films could be outlined"):
        fit_lungs(data, tmp_path / "lungs.npz")
    assert not (tmp_path / "lungs.npz").exists()


@pytest.mark.skipif(not CHEST_XRAY.exists(), reason="the chest_xray films are not beside the checkout")
def test_masks_of_real_films_agree_with_outlines_and_keep_two_lungs() -> None:
    films = list_films(CHEST_XRAY / "train")
    normal = load_pixels([film for film in films if film.kind == "normal"][::30], 128)
    outlines = [(i, found) for i, film in enumerate(normal) if (found := outline(film[..., 0])) is not None]
    masks = lung_masks(normal)
    assert np.mean([dice(masks[i] > 0.5, found) for i, found in outlines]) > 0.9
    of_pneumonia = lung_masks(load_pixels([film for film in films if film.kind != "normal"][::65], 128))
    sides = np.stack([of_pneumonia[:, :, :64].mean((1, 2)), of_pneumonia[:, :, 64:].mean((1, 2))])
    assert (sides.min(0) > 0.08).mean() > 0.9
    assert of_pneumonia.mean() == pytest.approx(masks.mean(), abs=0.05)
