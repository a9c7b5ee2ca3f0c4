"""Lung segmentation: masks of the lung fields, also where pneumonia has whitened them.

The masks measure heatmaps and guide attention in training. They were made without hand-drawn outlines.
On 429 normal films of ``train`` a threshold finds two dark regions that look like lungs
(``training.lungs.pseudo_labels``). A small U-Net learns them from these films, moved, re-exposed and with
synthetic opacities, and so keeps the shape of a white lung. ``python -m training.lungs --data DIR`` fits
it again, and prints how well it agrees with the outlines of films of held-out patients.

A mask covers about a fifth of a film. The lung behind the heart and below the dome of the diaphragm is
left out, so the masks are not for measuring lungs. Known limits: the edge of a wholly white lung is a
guess, or the lung is cut short; a large heart narrows the left lung; a stomach full of air may be
included; the masks of adults' films that are pale or have wide borders may be partly wrong, and so may
those of films that are not upright and frontal.
"""

import functools
from pathlib import Path

import keras
import numpy as np
import numpy.typing as npt
from scipy import ndimage

from training.data.catalog import list_films, load_pixels
from training.errors import TrainingError
from training.files import atomic_write
from training.lungs.pseudo_labels import add_opacities, augmented, outline

FILE = Path(__file__).with_name("lung_fields.npz")
SIDE = 64
_OUTLINED = 128
_ENOUGH = 50
_COPIES, _EPOCHS, _BATCH = 10, 6, 32

Masks = npt.NDArray[np.float32]


def lung_masks(films: npt.NDArray[np.uint8]) -> Masks:
    """Return the share of each pixel that is inside a lung field: (films, s, s) float32, 0-1.

    ``films``: (films, s, s, 1) uint8, from ``training.data.catalog.load_pixels``.
    """
    return _masks(_loaded(FILE), films)


def _masks(network: keras.Model, films: npt.NDArray[np.uint8]) -> Masks:
    side = films.shape[1]
    masks = np.empty((len(films), side, side), np.float32)
    for first in range(0, len(films), 256):
        part = slice(first, first + 256)
        found = _two_regions(np.asarray(network.predict_on_batch(_standard(films[part]))))
        masks[part] = np.asarray(keras.ops.image.resize(found, (side, side)))[..., 0]
    return masks


def _two_regions(found: Masks) -> Masks:
    """Clear all but the two largest regions of the network's output (films, SIDE, SIDE, 1)."""
    for mask in found[..., 0]:
        regions, count = ndimage.label(mask > 0.5)
        if count > 2:
            largest = np.argsort(np.bincount(regions.ravel())[1:])[-2:] + 1
            # The soft edge of a region is partly below 0.5, and belongs to the region.
            mask *= ndimage.binary_dilation(np.isin(regions, largest), iterations=2)  # noqa: PLW2901
    return found


def fit_lungs(data: Path, file: Path = FILE) -> dict[str, float]:
    """Fit the network on ``data/train`` and write it to ``file``. Return the figures of ``_agreement``.

    A fifth of the patients are held out for the figures. The fit takes about ten minutes on two cores.
    Raise TrainingError if too few films can be outlined.
    """
    keras.utils.set_random_seed(7)
    films, lungs, patients = _outlined(data)
    groups = sorted(set(patients))
    np.random.default_rng(7).shuffle(groups)
    held_out = np.isin(patients, groups[: len(groups) // 5])
    network = _network()
    _train(network, films[~held_out], lungs[~held_out])
    with atomic_write(file) as partial:
        np.savez(partial, *[weight.astype(np.float16) for weight in network.get_weights()])
    _loaded.cache_clear()
    return _agreement(_loaded(file), films[held_out], lungs[held_out])


def _outlined(data: Path) -> tuple[Masks, Masks, list[str]]:
    """Return the normal films of ``data/train`` that can be outlined, their lungs and their patients."""
    films = [film for film in list_films(data / "train") if film.kind == "normal"]
    pixels = load_pixels(films, _OUTLINED)[..., 0]
    outlines = [(i, found) for i, film in enumerate(pixels) if (found := outline(film)) is not None]
    if len(outlines) < _ENOUGH:
        raise TrainingError(f"{data}/train/NORMAL: the lungs of only {len(outlines)} films could be outlined")
    known = [i for i, _ in outlines]
    lungs = np.stack([found for _, found in outlines]).astype(np.float32)
    return pixels[known].astype(np.float32), lungs, [films[i].patient for i in known]


def _train(network: keras.Model, films: Masks, lungs: Masks) -> None:
    random = np.random.default_rng(7)
    pairs = [
        augmented(film, mask, random) for _ in range(_COPIES) for film, mask in zip(films, lungs, strict=True)
    ]
    inputs = _standard(np.stack([film for film, _ in pairs]).astype(np.uint8)[..., None])
    wanted = np.asarray(_downsampled(np.stack([mask for _, mask in pairs])[..., None]))
    steps = _EPOCHS * -(-len(pairs) // _BATCH)
    rate = keras.optimizers.schedules.CosineDecay(0.0, steps, warmup_target=2e-3, warmup_steps=100)
    network.compile(keras.optimizers.AdamW(rate, weight_decay=1e-3), _loss)
    network.fit(inputs, wanted, batch_size=_BATCH, epochs=_EPOCHS, verbose=2)


def _loss(wanted: keras.KerasTensor, found: keras.KerasTensor) -> keras.KerasTensor:
    """Return cross-entropy over the pixels plus 1 - Dice for the shape."""
    pixels = keras.ops.mean(keras.losses.binary_crossentropy(wanted, found))
    both = keras.ops.sum(wanted * found, axis=(1, 2, 3))
    either = keras.ops.sum(wanted + found, axis=(1, 2, 3))
    return pixels + 1 - keras.ops.mean((2 * both + 1) / (either + 1))


def _agreement(network: keras.Model, films: Masks, lungs: Masks) -> dict[str, float]:
    """Return Dice coefficients with the outlines of films (n, s, s), plain and with opacities."""
    random = np.random.default_rng(11)
    white = np.stack([add_opacities(film, mask, random) for film, mask in zip(films, lungs, strict=True)])
    as_is, whitened = (
        _masks(network, part.clip(0, 255).astype(np.uint8)[..., None]) for part in (films, white)
    )
    return {
        "films": len(films),
        "dice": float(_dice(as_is, lungs).mean()),
        "dice_worst_tenth": float(np.quantile(_dice(as_is, lungs), 0.1)),
        "dice_whitened": float(_dice(whitened, lungs).mean()),
        "dice_whitened_worst_tenth": float(np.quantile(_dice(whitened, lungs), 0.1)),
        "covered": float(as_is.mean()),
    }


def _dice(found: Masks, wanted: Masks) -> npt.NDArray[np.float64]:
    inside, lungs = found > 0.5, wanted > 0.5
    return np.asarray(2 * (inside & lungs).sum((1, 2)) / (inside.sum((1, 2)) + lungs.sum((1, 2))))


def _downsampled(films: npt.NDArray[np.generic]) -> keras.KerasTensor:
    return keras.ops.image.resize(films.astype(np.float32), (SIDE, SIDE), antialias=True)


def _standard(films: npt.NDArray[np.uint8]) -> keras.KerasTensor:
    """Return (films, SIDE, SIDE, 1) float32, each film with mean 0 and standard deviation 1."""
    small = _downsampled(films)
    mean = keras.ops.mean(small, axis=(1, 2, 3), keepdims=True)
    return (small - mean) / (keras.ops.std(small, axis=(1, 2, 3), keepdims=True) + 1)


@functools.cache
def _loaded(file: Path) -> keras.Model:
    network = _network()
    with np.load(file) as stored:
        network.set_weights([stored[name].astype(np.float32) for name in stored.files])
    return network


def _network() -> keras.Model:
    """Return a U-Net of four scales. The coarsest covers the whole film, and gives the shape."""
    film = keras.Input((SIDE, SIDE, 1))
    fine = _convolve(film, 8)
    middle = _convolve(keras.layers.MaxPooling2D()(fine), 24)
    coarse = _convolve(keras.layers.MaxPooling2D()(middle), 32)
    whole = _convolve(keras.layers.MaxPooling2D()(coarse), 48)
    whole = _convolve(whole, 48)
    x = whole
    for skip, channels in ((coarse, 32), (middle, 24), (fine, 8)):
        x = keras.layers.UpSampling2D(interpolation="bilinear")(x)
        x = _convolve(keras.layers.Concatenate()([x, skip]), channels, 1)
    return keras.Model(film, keras.layers.Conv2D(1, 1, activation="sigmoid")(x))


def _convolve(x: keras.KerasTensor, channels: int, times: int = 2) -> keras.KerasTensor:
    for _ in range(times):
        x = keras.layers.Conv2D(channels, 3, padding="same", use_bias=False)(x)
        x = keras.layers.ReLU()(keras.layers.BatchNormalization(momentum=0.95)(x))
    return x
