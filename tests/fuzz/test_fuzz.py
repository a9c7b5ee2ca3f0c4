"""A short run of `make fuzz`, and that it finds what it looks for."""

import random
import signal
import time
from collections import Counter
from itertools import product
from multiprocessing import get_context
from pathlib import Path

import pytest

from tests.fuzz.films import FILMS
from tests.fuzz.pool import outcomes
from tests.fuzz.report import table
from tests.fuzz.structures import STRUCTURES, Change, codestream_header, directory_count, more_parts
from tests.fuzz.worker import Outcome, case, outcome

CASES = 200

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/clear_refs").exists(), reason="only Linux says what memory a film took"
)


def test_every_mutated_film_is_read_or_refused() -> None:
    found = [end for _, end in outcomes(CASES, seed=2, workers=1)]
    assert [end for end in found if end.is_fault] == []
    assert {end.film for end in found} == set(FILMS)
    ends = Counter(end.end for end in found)
    assert 0 < ends["read"] < CASES, "mutations that all pass or all fail test nothing"


@pytest.mark.parametrize("change", STRUCTURES, ids=lambda change: change.__name__)
def test_each_change_of_structure_changes_some_film(change: Change) -> None:
    def changed(film: bytes, seed: int) -> bool:
        data = bytearray(film)
        change(data, random.Random(seed))
        return bytes(data) != film

    names = {name for name, film in FILMS.items() if any(changed(film, seed) for seed in range(8))}
    reached: dict[Change, set[str]] = {
        more_parts: {"jpeg", "png", "webp", "dicom_ExplicitVRLittleEndian", "dicom_JPEG2000Lossless"},
        directory_count: {"tiff", "tiff_lzw"},
        codestream_header: {"dicom_JPEG2000Lossless", "dicom_JPEG2000", "dicom_HTJ2KLossless"},
    }
    assert reached[change] <= names


def test_a_header_that_is_cut_off_gets_no_further_parts() -> None:
    film = FILMS["dicom_JPEG2000Lossless"]
    style = film.index(b"\xff\x52")
    for length, seed in product(range(style, style + 14), range(40)):
        data = bytearray(film[:length])
        codestream_header(data, random.Random(seed))
        assert len(data) == length


def test_the_same_seed_mutates_the_same_way() -> None:
    assert [case(number, 5) for number in range(40)] == [case(number, 5) for number in range(40)]
    assert case(1, 5) != case(1, 6)


def test_what_is_neither_read_nor_refused_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr("tests.fuzz.worker.read", broken)
    found = outcome("png", FILMS["png"])
    assert found.is_fault
    assert found.end.startswith("MemoryError at test_fuzz.py")


def test_a_film_that_takes_too_long_ends_its_worker() -> None:
    process = get_context("fork").Process(target=read_for_ever)
    process.start()
    process.join(60)
    assert process.exitcode == -signal.SIGPROF


def read_for_ever() -> None:
    def busy(*_: object) -> None:
        while time.process_time() < 1e9:
            pass

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("tests.fuzz.worker.SECONDS", 0.05)
        patch.setattr("tests.fuzz.worker.read", busy)
        outcome("png", FILMS["png"])


def test_the_table_sums_up_each_film() -> None:
    found = [
        Outcome("png", "read", 1.4, 90),
        Outcome("png", "corrupt", 7.6, 91),
        Outcome("bmp", "TypeError at x.py:1", 3, 95, is_fault=True),
    ]
    assert table(found).splitlines() == [
        "film  cases  read  slowest ms  peak MB  refused",
        "png       2     1           8       91  corrupt 1",
        "bmp       1     0           3       95  FAULT 1",
        "all       3     1           8       95  corrupt 1, FAULT 1",
    ]
