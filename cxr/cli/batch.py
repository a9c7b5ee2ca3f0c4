"""Files on this machine -> what the model says of each, with one process or several."""

import multiprocessing
import signal
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cxr.errors import CxrError, DecoderError, FilmRefused
from cxr.imaging.reader import FilmReader, read
from cxr.inference.classifier import Classifier, load_classifier
from cxr.sandbox.reader import SandboxedReader
from cxr.study import MAX_UPLOAD_BYTES, Label, RefusalReason, Status


class WorkerDied(CxrError):
    """A process that judged films was killed, most likely for want of memory."""


@dataclass(frozen=True, slots=True)
class Row:
    """What is said of one file; the field names are a contract."""

    file: str
    status: Status
    reason: RefusalReason | None
    probability: float | None
    label: Label | None
    in_population: bool | None
    model_version: str
    milliseconds: float


@dataclass(frozen=True, slots=True)
class Unopened:
    """A file that could not be opened, or could not be read by a fault that is not its own, and why."""

    file: str
    cause: str


def classify_files(
    classifier: Classifier, paths: Sequence[Path], jobs: int = 1, reader: FilmReader = read
) -> Iterator[Row | Unopened]:
    """Judge films in the order given; each of ``jobs`` processes loads the model for itself.

    One process reads films with ``reader``; several read them in sandboxes of their own. Raise WorkerDied.
    """
    jobs = min(jobs, len(paths))
    if jobs <= 1:
        yield from (_judge(classifier, path, reader) for path in paths)
        return
    # Not forked: the libraries below hold threads and locks, of which a fork makes half a copy.
    context = multiprocessing.get_context("spawn")
    workers = ProcessPoolExecutor(jobs, context, initializer=_start_worker)
    try:
        with _interrupts_ignored():
            rows = workers.map(_judge_in_worker, paths)
        yield from rows
    except BrokenProcessPool as e:
        raise WorkerDied("a process that judged films was killed, perhaps for want of memory") from e
    finally:
        workers.shutdown(cancel_futures=True)


def judge(classifier: Classifier, path: Path, reader: FilmReader = read) -> Row:
    """Read and judge one file. Raise OSError if the file cannot be opened."""
    start = time.perf_counter()
    with path.open("rb") as file:
        data = file.read(MAX_UPLOAD_BYTES + 1)  # one more than is read: too_large without the rest
    finding, reason = None, None
    try:
        finding = classifier.classify(reader(data)).finding
    except FilmRefused as e:
        reason = e.reason
    return Row(
        file=str(path),
        status=Status.COMPLETE if finding else Status.REFUSED,
        reason=reason,
        probability=finding.probability if finding else None,
        label=finding.label if finding else None,
        in_population=finding.in_population if finding else None,
        model_version=classifier.card.version,
        milliseconds=round((time.perf_counter() - start) * 1000, 1),
    )


def _judge(classifier: Classifier, path: Path, reader: FilmReader) -> Row | Unopened:
    try:
        return judge(classifier, path, reader)
    except OSError as e:
        return Unopened(str(path), e.strerror or str(e))
    except DecoderError as e:
        return Unopened(str(path), f"cannot be read by a fault of the reader ({e})")


_workers_own: list[tuple[SandboxedReader, Classifier]] = []
"""A worker process's reader and classifier: a pool hands its tasks nothing but their arguments."""


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Let processes that start here ignore Ctrl-C.

    Ctrl-C reaches all processes of a terminal. The first process alone ends the run.
    """
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start_worker() -> None:
    reader = SandboxedReader()  # before the model and its threads, since it forks
    _workers_own.append((reader, load_classifier()))


def _judge_in_worker(path: Path) -> Row | Unopened:
    reader, classifier = _workers_own[0]
    return _judge(classifier, path, reader.read)
