"""How many parts a sound film has at most, in any format."""

from cxr.errors import FilmRefused
from cxr.study import RefusalReason

MAX_PARTS = 20_000
"""Markers, chunks, fragments or directory entries. A PNG of 50 MB in chunks of 8 kB has 6,400; millions fit
in a file. Pillow and pydicom look at each of them in Python, which takes up to a minute."""


def too_many(what: str) -> FilmRefused:
    """Return the refusal (CORRUPT) of a film with more parts than a sound one has."""
    return FilmRefused(RefusalReason.CORRUPT, f"too many {what}")
