"""A film in false colours is refused; a tinted photograph of a film is read."""

import numpy as np
import pytest
from PIL import Image

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.support.films.images import drawn_film, encode
from training.treatments.pictures import PICTURES

FILM = Image.fromarray(drawn_film())


def stored(picture: Image.Image | bytes) -> bytes:
    return picture if isinstance(picture, bytes) else encode(np.asarray(picture))


def test_film_in_the_colours_of_jet_is_refused() -> None:
    with pytest.raises(FilmRefused) as refused:
        read(stored(PICTURES["jet"](FILM)))
    assert refused.value.reason is RefusalReason.COLOUR


@pytest.mark.parametrize("name", ["phone_mild", "phone", "phone_hard", "screenshot_wide"])
def test_photograph_or_screenshot_of_a_film_is_read(name: str) -> None:
    assert read(stored(PICTURES[name](FILM))).image.mode == "L"


@pytest.mark.parametrize("tint", [(1, 0.9, 0.7), (0.7, 0.85, 1), (1, 0, 0)])
def test_film_in_one_tint_is_read(tint: tuple[float, float, float]) -> None:
    tinted = np.rint(np.asarray(FILM)[..., None] * np.array(tint)).astype(np.uint8)
    assert read(encode(tinted)).image.mode == "L"
