"""Films outlast dying workers, doubled announcements and junk: each ends once, as it must."""

import secrets

from infra.local.stack import LocalStack
from infra.soak.__main__ import render, soak

FILMS = 40


def test_every_film_ends_once_although_workers_die(stack: LocalStack) -> None:
    made = soak(stack, f"soak-{secrets.token_hex(4)}", FILMS)
    figures = made.run(seconds=600, patience=20, report=lambda _: None)
    assert figures.wrong == []
    assert figures.is_sound, render(figures, "")
    assert figures.killed > 0
    assert (figures.duplicates, figures.junk) == (4, 1)
    assert dict(figures.ended) == {"complete": 37, "refused": 3}
