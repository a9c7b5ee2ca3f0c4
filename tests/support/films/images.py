"""Images for tests: a synthetic film, in every form in which a film may come."""

import io
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image

SAMPLES = Path(__file__).parents[3] / "infra" / "local" / "samples"


def chest(width: int = 300, height: int = 240) -> npt.NDArray[np.uint8]:
    """Two dark lungs on a lighter body, brighter towards the foot: (height, width) uint8."""
    y, x = np.mgrid[-1 : 1 : height * 1j, -1 : 1 : width * 1j]
    lungs = ((np.abs(x) - 0.4) ** 2 / 0.08 + y**2 / 0.4) < 1
    film: npt.NDArray[np.uint8] = (120 + 60 * y - 80 * lungs).clip(0, 255).astype(np.uint8)
    return film


def drawn_film() -> npt.NDArray[np.uint8]:
    """A synthetic film that the shipped model takes for a chest film: (240, 300) uint8."""
    with Image.open(SAMPLES / "normal-1.jpg") as film:
        return np.asarray(film.convert("L").resize((300, 240)))


def encode(picture: Image.Image | npt.NDArray[Any], kind: str = "PNG", **options: Any) -> bytes:
    """The bytes of a picture file."""
    image = picture if isinstance(picture, Image.Image) else Image.fromarray(picture)
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()
