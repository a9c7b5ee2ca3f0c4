"""Body parts and views as hospitals write them, in many languages."""

import re
import unicodedata

from cxr.imaging.dicom.lost_letters import LOST, damaged, plain_letters, readings
from cxr.imaging.dicom.vocabulary import (
    CHEST,
    CHEST_ACCENTED,
    CHEST_ALONE,
    CHEST_ANYWHERE,
    NOT_FRONTAL,
    NOT_FRONTAL_ACCENTED,
    NOTHING,
    PLACEHOLDERS,
    SPINE,
    SPINE_ACCENTED,
    SPINE_ANYWHERE,
)

_SOME_LETTERS = 3
"""That must be left of a word with lost letters."""


def folded(words: str) -> str:
    """Return the plain letters as words parted by single blanks, without punctuation."""
    return " ".join(re.sub(r"[^\w?]|_", " ", plain_letters(words)).split())


def is_placeholder(words: str) -> bool:
    """Return whether the words name nothing: they have no letter, or are a value such as NONE."""
    plain = folded(words)
    # Signs beyond ASCII are the letters of an unnamed code page.
    said = any(
        c.isalpha() or (not c.isascii() and c != "\ufffd" and unicodedata.category(c)[0] in "NS")
        for c in words
    )
    return not said or plain in PLACEHOLDERS or NOTHING.match(plain) is not None


def names_chest(words: str) -> bool:
    """Return whether a body part or region is the chest, or contains it."""
    read = list(readings(words))
    return not any(map(_names_spine, read)) and any(map(_names_chest, read))


def names_other_view(words: str) -> bool:
    """Return whether a view is another than from the front: lateral, oblique or decubitus."""
    return any(
        NOT_FRONTAL.search(folded(read)) or _NOT_FRONTAL_DAMAGED.search(read.upper())
        for read in readings(words)
    )


def _names_spine(words: str) -> bool:
    plain = folded(words)
    return (
        _names_any(plain, _SPINE_WORDS)
        or any(word in plain for word in SPINE_ANYWHERE)
        or _SPINE_DAMAGED.search(words.upper()) is not None
    )


def _names_chest(words: str) -> bool:
    plain = folded(words)
    return (
        plain in CHEST_ALONE
        or _names_any(plain, _CHEST_WORDS)
        or any(word in plain for word in CHEST_ANYWHERE)
        or _CHEST_DAMAGED.search(words.upper()) is not None
    )


def _names_any(plain: str, vocabulary: tuple[str, ...]) -> bool:
    if any(f" {word}" in f" {plain}" for word in vocabulary):
        return True
    return any(_is_damaged(token, word) for token in plain.split() if LOST in token for word in vocabulary)


def _is_damaged(token: str, word: str) -> bool:
    """Return whether ``token`` is ``word`` with letters lost.

    Each lost letter left one mark for each of its bytes.
    """
    known = re.split(r"\?+", token)
    if sum(map(len, known)) < _SOME_LETTERS:
        return False
    return re.fullmatch(r"\w{0,2}".join(map(re.escape, known)), word) is not None


_CHEST_WORDS = tuple(folded(word) for word in CHEST)
_SPINE_WORDS = tuple(folded(word) for word in SPINE)
_CHEST_DAMAGED, _SPINE_DAMAGED = damaged(CHEST_ACCENTED), damaged(SPINE_ACCENTED)
_NOT_FRONTAL_DAMAGED = damaged(NOT_FRONTAL_ACCENTED)
