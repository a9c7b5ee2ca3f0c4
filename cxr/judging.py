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

from cxr.classifier import Classifier, load_classifier
from cxr.errors import CxrError, FilmRefused
from cxr.radiograph import read
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
    """A file that could not be opened, and why."""

    file: str
    cause: str


def judge_files(classifier: Classifier, paths: Sequence[Path], jobs: int = 1) -> Iterator[Row | Unopened]:
    """Judge films in the order given; each of ``jobs`` processes loads the model for itself.

    Raises WorkerDied.
    """
    jobs = min(jobs, len(paths))
    if jobs <= 1:
        yield from (_judge(classifier, path) for path in paths)
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


def judge(classifier: Classifier, path: Path) -> Row:
    """Read and judge one file. Raises OSError where it cannot be opened."""
    start = time.perf_counter()
    with path.open("rb") as file:
        data = file.read(MAX_UPLOAD_BYTES + 1)  # one more than is read: too_large without the rest
    finding, reason = None, None
    try:
        finding = classifier.classify(read(data)).finding
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


def _judge(classifier: Classifier, path: Path) -> Row | Unopened:
    try:
        return judge(classifier, path)
    except OSError as e:
        return Unopened(str(path), e.strerror or str(e))


_workers_own: list[Classifier] = []
"""A worker process's classifier: a pool hands its tasks nothing but their arguments."""


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """Processes started here are deaf to Ctrl-C, which reaches all of a terminal: the first alone ends it."""
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)


def _start_worker() -> None:
    _workers_own.append(load_classifier())


def _judge_in_worker(path: Path) -> Row | Unopened:
    return _judge(_workers_own[0], path)
