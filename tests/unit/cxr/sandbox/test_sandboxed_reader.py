"""Films read in another process, within its limits."""

import faulthandler
import logging
import multiprocessing
import os
import resource
import signal
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pytest

from cxr.errors import DecoderError, FilmRefused
from cxr.imaging.reader import Radiograph, read
from cxr.sandbox import processes
from cxr.sandbox.limits import ResourceLimits
from cxr.sandbox.reader import SandboxedReader, SandboxGone
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason
from tests.support.films.dicoms import deep_chest, dicom
from tests.support.films.images import chest, encode
from tests.support.hostile.exhausting import EXHAUSTING_DICOM, EXHAUSTING_PICTURES

FILM = encode(chest(), "JPEG")
PERSON = {"PatientID": "4711", "StudyInstanceUID": "1.2.3", "PatientAge": "044Y"}
Reading = Callable[[bytes], object]


@pytest.fixture
def reader() -> Iterator[SandboxedReader]:
    with SandboxedReader() as made:
        yield made


@pytest.fixture
def doing(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., SandboxedReader]]:
    """Make a reader that does something else with a film that begins with ``!``."""
    made: list[SandboxedReader] = []

    def make(act: Reading, limits: ResourceLimits | None = None) -> SandboxedReader:
        def acting(data: bytes, *others: object) -> Radiograph:
            if data.startswith(b"!"):
                act(data)
            return read(data)

        monkeypatch.setattr(processes, "read", acting)
        made.append(SandboxedReader(limits))
        return made[-1]

    yield make
    for one in made:
        one.close()


def same(one: Radiograph, other: Radiograph) -> bool:
    sizes = (one.width, one.height) == (other.width, other.height)
    return sizes and one.image.tobytes() == other.image.tobytes() and one.image.size == other.image.size


@pytest.mark.parametrize("film", [FILM, encode(chest()), dicom(deep_chest())], ids=["jpeg", "png", "dicom"])
def test_a_film_is_the_same_read_apart(reader: SandboxedReader, film: bytes) -> None:
    assert same(reader.read(film), read(film))


@pytest.mark.parametrize("function", ["LINEAR", "SIGMOID"])
def test_the_levels_of_a_film_are_the_same_read_apart(reader: SandboxedReader, function: str) -> None:
    levels = deep_chest()
    levels += np.arange(300, dtype=np.uint16) % 16
    film = dicom(levels, VOILUTFunction=function)
    here, apart = read(film).deep, reader.read(film).deep
    assert here
    assert apart
    assert np.array_equal(here.levels, apart.levels)
    assert here.window == apart.window
    assert reader.read(FILM).deep is None


def test_a_header_is_the_same_read_apart(reader: SandboxedReader) -> None:
    def pseudonym(kind: str, identifier: str) -> str:
        return f"{kind} {identifier[::-1]}"

    film = dicom(deep_chest(), **PERSON)
    assert reader.read(film, "application/dicom", pseudonym).header == read(film, None, pseudonym).header
    without = reader.read(film).header
    assert without
    assert without.patient_hash is None


def test_a_refusal_keeps_its_reason_and_its_detail(reader: SandboxedReader) -> None:
    for film, declared in ((b"no film", None), (FILM, "image/png"), (FILM[:-9], "image/jpeg")):
        with pytest.raises(FilmRefused) as here:
            read(film, declared)
        with pytest.raises(FilmRefused) as apart:
            reader.read(film, declared)
        assert (apart.value.reason, str(apart.value)) == (here.value.reason, str(here.value))


def test_a_file_too_large_is_refused_before_it_is_copied(reader: SandboxedReader) -> None:
    with pytest.raises(FilmRefused, match="too_large"):
        reader.read(bytes(MAX_UPLOAD_BYTES + 1))


def test_an_identifier_beyond_all_bounds_is_refused(reader: SandboxedReader) -> None:
    with pytest.raises(FilmRefused, match="corrupt"):
        reader.read(dicom(deep_chest(), PatientID="4" * 2000), None, lambda *_: "hash")


def allocate(_: bytes) -> None:
    bytearray(2 << 30)


def compute(_: bytes) -> None:
    while True:
        pass


def wait(_: bytes) -> None:
    time.sleep(600)


def fail(_: bytes) -> None:
    raise NotImplementedError("of patient 4711")


def by(number: int) -> Reading:
    def act(_: bytes) -> None:
        faulthandler.disable()  # pytest's would fill the output
        os.kill(os.getpid(), number)

    return act


@pytest.mark.parametrize(
    ("act", "says"),
    [
        (allocate, "more memory"),
        (compute, "more time"),
        (by(signal.SIGSEGV), "crashed"),
        (by(signal.SIGABRT), "crashed"),
    ],
    ids=["memory", "time", "segfault", "abort"],
)
def test_a_film_beyond_a_limit_is_refused_and_the_next_is_read(
    doing: Callable[..., SandboxedReader], act: Reading, says: str
) -> None:
    reader = doing(act, ResourceLimits(processor=0.5))
    for _ in range(2):
        with pytest.raises(FilmRefused, match=says) as refused:
            reader.read(b"!")
        assert refused.value.reason is RefusalReason.CORRUPT
        assert same(reader.read(FILM), read(FILM))


@pytest.mark.parametrize(
    ("act", "says"),
    [(wait, "-14"), (by(signal.SIGKILL), "-9"), (fail, "NotImplementedError at test_sandboxed_reader.py")],
    ids=["waiting", "killed", "surprise"],
)
def test_what_is_no_fault_of_the_film_leaves_it_for_another_try(
    doing: Callable[..., SandboxedReader], act: Reading, says: str
) -> None:
    # The film that is read afterwards may have to wait for a busy machine.
    reader = doing(act, ResourceLimits(waiting=3))
    with pytest.raises(DecoderError, match=says) as failed:
        reader.read(b"!")
    assert "4711" not in str(failed.value)
    assert same(reader.read(FILM), read(FILM))


def test_what_is_logged_while_a_film_is_read_is_logged_by_the_worker(
    doing: Callable[..., SandboxedReader], caplog: pytest.LogCaptureFixture
) -> None:
    reader = doing(lambda _: logging.getLogger("cxr.imaging.dicom").warning("left %s aside", "spacing"))
    with pytest.raises(FilmRefused):
        reader.read(b"!")
    reader.read(FILM)
    assert caplog.record_tuples == [("cxr.imaging.dicom", logging.WARNING, "left spacing aside")]


def test_a_worker_whose_readers_cannot_be_started_says_so(doing: Callable[..., SandboxedReader]) -> None:
    reader = doing(by(signal.SIGKILL))
    reader.read(FILM)
    os.kill(reader._process, signal.SIGKILL)
    for _ in range(2):
        with pytest.raises(SandboxGone):
            reader.read(b"!")


def test_no_process_outlives_its_worker() -> None:
    reader = SandboxedReader()
    reader.read(FILM)
    children = Path(f"/proc/{reader._process}/task/{reader._process}/children")
    if not children.exists():
        pytest.skip("only Linux lists a process's children")
    (child,) = children.read_text().split()
    reader.close()
    assert not Path(f"/proc/{child}").exists()


def test_a_pipe_of_the_worker_ends_when_the_worker_closes_it() -> None:
    ours, theirs = os.pipe()
    with SandboxedReader() as reader:
        reader.read(FILM)
        os.set_blocking(ours, False)
        os.close(theirs)
        assert os.read(ours, 1) == b"", "a process that the worker forked holds the pipe open"
    os.close(ours)


EXHAUSTING = {**EXHAUSTING_PICTURES, **EXHAUSTING_DICOM}


class Cost(NamedTuple):
    reason: RefusalReason | None
    seconds: float
    kibibytes: int


def cost_of_reading(name: str) -> Cost:
    """Return what it costs to read a film: all that this process and its children have taken."""
    data, declared = EXHAUSTING[name].make(), EXHAUSTING[name].declared
    started, reason = time.process_time(), None
    with SandboxedReader() as reader:
        try:
            reader.read(data, declared)
        except FilmRefused as e:
            reason = e.reason
    taken = time.process_time() - started
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Cost(reason, taken + children.ru_utime + children.ru_stime, children.ru_maxrss)


@pytest.mark.parametrize("name", EXHAUSTING)
def test_an_exhausting_film_ends_within_5_seconds_and_a_gigabyte(name: str) -> None:
    # In a process of its own: the children of this one have the size of what other tests left in it.
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as apart:
        cost = apart.submit(cost_of_reading, name).result()
    # On a busy machine, seconds of the processor are longer, and what is read in 3 of them meets the limit.
    assert cost.reason in {EXHAUSTING[name].reason, RefusalReason.CORRUPT}
    assert cost.seconds < 5
    assert cost.kibibytes <= 1 << 20
