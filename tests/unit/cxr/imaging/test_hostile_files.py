"""Every file is read or refused for its own reason, soon and within its memory."""

import time
import warnings
from functools import partial

import pytest

from cxr.errors import FilmRefused
from cxr.imaging.reader import read
from cxr.study import RefusalReason
from tests.process_memory import peak_growth
from tests.support.hostile.dicom_bombs import DICOM_BOMBS
from tests.support.hostile.disguises import DECLARED, NO_FILMS, POLYGLOTS
from tests.support.hostile.forging import Hostile
from tests.support.hostile.headers import DICOM_HEADERS, JPEG_HEADERS, OTHER_HEADERS, PNG_HEADERS
from tests.support.hostile.picture_bombs import OTHER_BOMBS, PNG_BOMBS
from tests.support.hostile.sequences import DICOM_SEQUENCES
from tests.support.hostile.truncated import CLOSED, TRUNCATED

HOSTILE = {
    **TRUNCATED,
    **CLOSED,
    **PNG_BOMBS,
    **OTHER_BOMBS,
    **DICOM_BOMBS,
    **DICOM_SEQUENCES,
    **POLYGLOTS,
    **DECLARED,
    **NO_FILMS,
    **PNG_HEADERS,
    **JPEG_HEADERS,
    **OTHER_HEADERS,
    **DICOM_HEADERS,
}
SECONDS = 2.0
"""Of the processor: the machine may have other things to do."""

MEGABYTES = 1024 - 128
"""Of the gigabyte that the function may take: the rest is what it holds before it reads a film."""


def reason_of(data: bytes, declared: str | None) -> RefusalReason | None:
    """Why the file is refused; None where it is read."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            read(data, declared)
        except FilmRefused as e:
            return e.reason
    return None


@pytest.mark.parametrize("hostile", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_ends_within_two_seconds_and_a_gigabyte(
    hostile: Hostile,
) -> None:
    data = hostile.make()
    started = time.process_time()
    reason, megabytes = peak_growth(partial(reason_of, data, hostile.declared))
    assert reason == hostile.reason
    assert time.process_time() - started < SECONDS
    assert megabytes <= MEGABYTES
