"""Films with known lungs, to train the lung segmentation on.

On a normal film the lungs are two dark regions, and a threshold outlines them. In pneumonia a part of
them is white. So the segmentation is trained on normal films with synthetic opacities inside the known
outline, moved and re-exposed.
"""

import numpy as np
import numpy.typing as npt
from scipy import ndimage

Film = npt.NDArray[np.float32]
Mask = npt.NDArray[np.bool_]

_THRESHOLDS = np.linspace(0.2, 0.75, 8)


def outline(film: npt.NDArray[np.uint8]) -> Mask | None:
    """Return the lung fields of a normal film, (s, s) uint8, by thresholding; None if that is uncertain.

    Of the thresholds that leave two plausible lungs, the one with the roundest and largest lungs is
    taken. Lengths in this module are pixels of a film of 128 pixels a side.
    """
    smooth = ndimage.gaussian_filter(film.astype(np.float32), 2)
    side = len(film)
    inner = smooth[int(0.1 * side) : int(0.8 * side), int(0.1 * side) : int(0.9 * side)]
    low, high = np.percentile(inner, [5, 90])
    pairs = [_two_lungs(smooth < low + level * (high - low)) for level in _THRESHOLDS]
    plausible = [pair for pair in pairs if pair is not None]
    # Ribs at the edge of the lung are as bright as the chest wall: grow by one pixel to include them.
    return _grow(max(plausible, key=_roundness), 1) if plausible else None


def _grow(mask: Mask, radius: float) -> Mask:
    return np.asarray(ndimage.distance_transform_edt(~mask) <= radius)


def _shrink(mask: Mask, radius: float) -> Mask:
    return np.asarray(ndimage.distance_transform_edt(np.pad(mask, 1))[1:-1, 1:-1] > radius)


def _roundness(mask: Mask) -> float:
    edge = mask & ~ndimage.binary_erosion(mask)
    return float(4 * np.pi * mask.sum() / edge.sum() ** 2 + 2 * mask.mean())


def _two_lungs(dark: Mask) -> Mask | None:
    """Return the dark regions in the places of the lungs, if they look like a pair."""
    # Shrink first: the air beside the body touches the lungs at the lowest corner.
    regions, count = ndimage.label(_shrink(dark, 2.1))
    areas = np.bincount(regions.ravel(), minlength=count + 1) / dark.size
    rim = np.ones_like(dark)
    rim[3:-3, 3:-3] = False
    areas[0] = areas[regions[rim]] = 0
    sides: list[Mask | None] = [None, None]
    for region in np.argsort(areas)[::-1][:4]:
        rows, columns = _centre(regions == region) if areas[region] > 0.02 else (0.0, 0.0)
        side = int(columns > 0.5)
        if 0.3 < rows < 0.62 and 0.09 < abs(columns - 0.5) < 0.4 and sides[side] is None:
            sides[side] = _tidy(_grow(regions == region, 3.2) & dark)
    right, left = sides
    if right is None or left is None or not (_like_a_lung(right) and _like_a_lung(left)):
        return None
    return right | left if _like_a_pair(right, left) else None


def _centre(mask: Mask) -> tuple[float, float]:
    rows, columns = np.nonzero(mask)
    return float(rows.mean() / len(mask)), float(columns.mean() / len(mask))


def _tidy(lung: Mask) -> Mask:
    """Include the ribs and vessels inside a lung, and remove regions that a thin line connects to it."""
    padded = np.pad(lung, 16)  # otherwise closing joins the lung to the frame
    closed = ndimage.binary_fill_holes(_shrink(_grow(padded, 9), 9))
    return _grow(_shrink(closed, 3), 3)[16:-16, 16:-16]


def _like_a_lung(lung: Mask) -> bool:
    rows, columns = (np.nonzero(lung.any(axis))[0] / len(lung) for axis in (1, 0))
    if not len(rows):
        return False
    height, width = np.ptp(rows), np.ptp(columns)
    return bool(
        0.4 < height < 0.85
        and 0.13 < width < 0.42
        and rows.max() < 0.95
        and columns.min() > 0.01
        and columns.max() < 0.98
        and lung.mean() > 0.38 * height * width
    )


def _like_a_pair(right: Mask, left: Mask) -> bool:
    areas = sorted((right.mean(), left.mean()))
    tops = [np.nonzero(lung.any(1))[0][0] / len(lung) for lung in (right, left)]
    heights = [_centre(lung)[0] for lung in (right, left)]
    return bool(
        areas[1] < 1.8 * areas[0]
        and abs(heights[0] - heights[1]) < 0.08
        and abs(tops[0] - tops[1]) < 0.1
        and 0.14 < sum(areas) < 0.45
    )


def augmented(film: Film, lungs: Film, random: np.random.Generator) -> tuple[Film, Film]:
    """Return an altered film and its lungs, both (s, s) float32, 0-255 and 0-1.

    Two of three films get opacities. All are moved and re-exposed.
    """
    if random.random() < 0.67:
        film = add_opacities(film, lungs, random)
    film, lungs = _move(film, lungs, random)
    return _expose(film, random), lungs


def add_opacities(film: Film, lungs: Film, random: np.random.Generator) -> Film:
    """Add one to three opacities over the lungs: patches, lobes, a whole lung, or haze over both.

    Ribs and vessels stay visible in proportion. The edge of an opacity differs from the edge of the
    lung, otherwise the network would learn that edge instead of the anatomy.
    """
    side = len(film)
    within = _soft((lungs > 0.5) if random.random() < 0.5 else _grow(lungs > 0.5, 2), random.uniform(1, 4))
    cover = np.zeros_like(film)
    for _ in range(int(random.integers(1, 4))):
        draw = (_patch, _lobe, _lung, _haze)[random.choice(4, p=[0.4, 0.3, 0.15, 0.15])]
        cover = np.maximum(cover, random.uniform(0.3, 1) * draw(lungs, random))
    cover *= within
    body = film[film > np.percentile(film, 20)]
    white = np.percentile(body, random.uniform(60, 92))
    smooth = ndimage.gaussian_filter(film, side / 20)
    faded = film + cover * (white - smooth) - random.uniform(0, 0.7) * cover * (film - smooth)
    return np.asarray(np.maximum(faded, np.minimum(film, white)), np.float32)


def _soft(mask: Mask, sigma: float) -> Film:
    return np.asarray(ndimage.gaussian_filter(mask.astype(np.float32), sigma))


def _one_lung(lungs: Film, random: np.random.Generator) -> Mask:
    mask = lungs > 0.5
    half = np.arange(len(lungs)) < len(lungs) / 2
    return np.asarray(mask & (half if random.random() < 0.5 else ~half))


def _patch(lungs: Film, random: np.random.Generator) -> Film:
    row, column = random.choice(np.argwhere(lungs > 0.5)) / len(lungs)
    y, x = np.mgrid[: len(lungs), : len(lungs)] / len(lungs)
    high, wide = random.uniform(0.05, 0.2, 2)
    return np.asarray(np.exp(-(((y - row) / high) ** 2) - ((x - column) / wide) ** 2), np.float32)


def _lobe(lungs: Film, random: np.random.Generator) -> Film:
    """Return the upper or lower part of a lung, like a lobe or an effusion."""
    lung = _one_lung(lungs, random)
    rows = np.nonzero(lung.any(1))[0]
    columns = np.arange(len(lungs))
    border = random.choice(rows) + random.uniform(-0.4, 0.4) * (columns - columns.mean())
    below = columns[:, None] > border
    part = below if random.random() < 0.65 else ~below
    return _soft(_grow(lung, 3) & part, random.uniform(1, 5))


def _lung(lungs: Film, random: np.random.Generator) -> Film:
    return _soft(_grow(_one_lung(lungs, random), 3), 2)


def _haze(lungs: Film, random: np.random.Generator) -> Film:
    cloud = ndimage.gaussian_filter(random.normal(size=lungs.shape), len(lungs) / 10)
    return np.asarray(np.clip(0.6 + 0.25 * cloud / cloud.std(), 0, 1), np.float32)


def _move(film: Film, lungs: Film, random: np.random.Generator) -> tuple[Film, Film]:
    """Rotate by up to 10 degrees, scale each axis by 0.8-1.25, shift by up to a tenth, mirror half."""
    angle = random.uniform(-0.17, 0.17)
    scale = np.exp(random.uniform(-0.16, 0.16) + random.uniform(-0.08, 0.08, 2))
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]]) * scale
    turn[:, 1] *= random.choice([-1, 1])
    centre = (len(film) - 1) / 2
    offset = centre - turn @ (centre + random.uniform(-0.1, 0.1, 2) * len(film))
    mode = "nearest" if random.random() < 0.5 else "constant"
    return (
        ndimage.affine_transform(film, turn, offset, order=1, mode=mode),
        ndimage.affine_transform(lungs, turn, offset, order=1),
    )


def _expose(film: Film, random: np.random.Generator) -> Film:
    """Apply gamma 0.5-2, a brightness gradient across the film, and noise."""
    bright = 255 * (film.clip(0, 255) / 255) ** np.exp(random.uniform(-0.7, 0.7))
    slope = random.uniform(-30, 30, 2) @ (np.mgrid[: len(film), : len(film)].reshape(2, -1) / len(film) - 0.5)
    grain = random.normal(0, random.uniform(0, 6), film.shape)
    return np.asarray(np.clip(bright + slope.reshape(film.shape) + grain, 0, 255), np.float32)
