"""A picture that is not one whole upright chest film is refused, each with its own reason."""

import numpy as np
import pytest

from cxr.errors import FilmRefused
from cxr.inference.screening import Picture, screen, screening_input
from cxr.study import RefusalReason
from tests.support.inference.networks import screening_network

FILM = np.random.default_rng(1).integers(0, 256, (224, 224), np.uint8)


@pytest.mark.parametrize(
    ("picture", "reason"),
    [
        (Picture.NOT_A_CHEST, RefusalReason.NOT_A_CHEST_XRAY),
        (Picture.MISORIENTED, RefusalReason.NOT_A_CHEST_XRAY),
        (Picture.PARTIAL, RefusalReason.PARTIAL_CHEST),
        (Picture.SEVERAL, RefusalReason.SEVERAL_FILMS),
        (Picture.OUT_OF_FOCUS, RefusalReason.OUT_OF_FOCUS),
    ],
)
def test_refusal_names_what_the_picture_shows(picture: Picture, reason: RefusalReason) -> None:
    screened = screen(screening_network(picture=picture), FILM, 96)
    with pytest.raises(FilmRefused) as refused:
        screened.refuse_unless_chest(-1.5)
    assert refused.value.reason is reason


def test_chest_film_is_not_refused() -> None:
    screened = screen(screening_network(), FILM, 96)
    screened.refuse_unless_chest(-1.5)
    assert screened.recognition == pytest.approx(5 - np.log(5), abs=1e-4)


def test_lungs_are_probabilities() -> None:
    lungs = screen(screening_network(), FILM, 96).lungs
    assert lungs.min() == pytest.approx(0, abs=1e-3)
    assert lungs.max() == pytest.approx(1, abs=1e-3)


def test_network_gets_an_equalized_square() -> None:
    given = screening_input(FILM // 4, 96)
    assert given.shape == (1, 96, 96, 1)
    assert given.dtype == np.uint8
    assert given.max() > 240
