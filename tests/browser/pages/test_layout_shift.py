"""Pages keep still while they load: nothing moves under the pointer."""

import pytest

from tests.browser.clinician import Clinician
from tests.browser.layout_shift import SCREENS, layout_shifts
from tests.browser.seeded_films import SeededFilms

MOST = 0.1
"""The cumulative layout shift that counts as good: https://web.dev/articles/cls."""


@pytest.mark.parametrize(("width", "height"), SCREENS)
def test_no_page_moves_while_it_loads(
    clinician: Clinician, films: SeededFilms, width: int, height: int
) -> None:
    clinician.page.set_viewport_size({"width": width, "height": height})
    shifts = layout_shifts(clinician, films)
    assert len(shifts) >= 9
    assert {page: shift for page, shift in shifts.items() if shift > MOST} == {}
