"""Words whose letters were lost on their way: replaced by other characters, or read in another code page."""

import re
import unicodedata
from collections.abc import Iterator
from contextlib import suppress

LOST = "?"
"""What stands for a letter that was lost."""

_MARKS = str.maketrans({"\ufffd": LOST, "¿": LOST})
"""What Unicode and databases put in the place of a letter that they do not know."""

_UNDECOMPOSED = str.maketrans({"Ł": "L", "Ø": "O", "Đ": "D", "Æ": "AE", "Œ": "OE"})
"""Letters that Unicode does not take apart into a plain one and a mark."""

_JUNK = r"[^A-Z\s]{1,4}"
"""What an accented letter leaves: one sign, one for each of its bytes, or those of a letter encoded twice."""

_LONG = 5
"""Letters of a word that is still known where a blank stands for one of them."""

_CODE_PAGES = (
    *("gb18030", "big5", "shift_jis", "euc_jp", "iso2022_jp", "euc_kr", "cp1251", "iso8859_5", "koi8_r"),
    *("cp866", "iso8859_7", "cp1255", "cp1256"),
)
"""Encodings of other scripts than the Latin one, which headers use without saying so."""


def plain_letters(words: str) -> str:
    """Return the words in upper case, without accents. A letter that was lost becomes LOST."""
    letters = unicodedata.normalize("NFKD", words.upper().translate(_MARKS))
    plain = "".join(c for c in letters if not unicodedata.combining(c)).translate(_UNDECOMPOSED)
    return unicodedata.normalize("NFC", plain)


def readings(words: str) -> Iterator[str]:
    """Yield the words, then as other scripts read their bytes if they have signs beyond ASCII."""
    yield words
    if words.isascii() and "\x1b" not in words:
        return
    for page in _CODE_PAGES:
        with suppress(UnicodeError):
            yield words.encode("latin-1").decode(page)


def damaged(words: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for any of these words in upper case, each accented letter of which may be lost.

    It finds a word as a whole, or how a word begins if it ends in a hyphen here.
    """
    return re.compile(rf"(?<![A-Z])(?:{'|'.join(map(_pattern, words))})")


def _pattern(word: str) -> str:
    stem = word.rstrip("-")
    junk = rf"(?:{_JUNK}|\s)" if len(stem) >= _LONG else _JUNK
    return "".join(_letter(letter, junk) for letter in stem) + ("" if stem != word else "(?![A-Z])")


def _letter(letter: str, junk: str) -> str:
    if letter == " ":
        return r"[\W_]+"
    plain = plain_letters(letter)
    # What is left of an accent may stand behind its letter, as in TO'RAX.
    return plain if plain == letter else rf"(?:{plain}?{junk}|{plain}|{letter})"
