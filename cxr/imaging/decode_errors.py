"""Distinguishes damaged bytes from faults of our own."""

import struct
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from cxr.errors import DecoderError, FilmRefused
from cxr.study import RefusalReason

# What the decoders raise on damaged bytes, found by feeding them mutated files.
CORRUPT_FILE_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    AttributeError,
    LookupError,
    EOFError,
    ArithmeticError,
    RuntimeError,
    struct.error,
    zlib.error,
)


@contextmanager
def refuse_if_corrupt(*more: type[Exception]) -> Iterator[None]:
    """Refuse the film (CORRUPT) where reading its bytes fails; ``more``: what else its reader raises then.

    Raise DecoderError if reading fails in another way. FilmRefused and MemoryError stay as they are.
    """
    expected: tuple[type[Exception], ...] = (*CORRUPT_FILE_ERRORS, *more)
    try:
        yield
    except expected as e:
        # Cut off from its cause, whose text may quote the header, and so name a patient.
        raise FilmRefused(RefusalReason.CORRUPT, type(e).__name__) from None
    except (FilmRefused, MemoryError):
        raise
    except Exception as e:  # noqa: BLE001  (raised again, but for its text)
        # That may quote the header too, and is logged; where it arose shows nothing but lines of code.
        raise DecoderError(type(e).__name__).with_traceback(e.__traceback__) from None
