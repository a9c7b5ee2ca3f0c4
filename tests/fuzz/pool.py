"""Workers, each replaced when a film kills it: that film is a finding, and the run goes on."""

import multiprocessing
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.context import SpawnProcess

from tests.fuzz.worker import SECONDS, Outcome, case, work

MAX_MEGABYTES = 1024
_WALL_SECONDS = 60.0
"""For a film that waits instead of computing; the limit of the processor's time is the narrower one."""

_SPAWN = multiprocessing.get_context("spawn")


class Worker:
    """A process that reads films, and the next one when that has died."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._start()

    def read(self, number: int) -> Outcome:
        """The outcome of a case."""
        try:
            self._cases.send(number)
            if not self._cases.poll(_WALL_SECONDS):
                self._process.kill()
            answer: Outcome = self._cases.recv()
        except (EOFError, ConnectionError):
            return self._bury(number)
        if answer.megabytes > MAX_MEGABYTES:
            end = f"{answer.megabytes:.0f} MB resident after {answer.end}"
            return Outcome(answer.film, end, answer.milliseconds, answer.megabytes, is_fault=True)
        return answer

    def close(self) -> None:
        """End the process; it has nothing left to do."""
        self._cases.close()
        self._process.join(_WALL_SECONDS)

    def _start(self) -> None:
        self._cases, theirs = _SPAWN.Pipe()
        self._process: SpawnProcess = _SPAWN.Process(target=work, args=(theirs, self._seed), daemon=True)
        self._process.start()
        theirs.close()

    def _bury(self, number: int) -> Outcome:
        self._process.join()
        code = self._process.exitcode or 0
        slow = code in (-signal.SIGPROF, -signal.SIGKILL)
        end = f"not done after {SECONDS:g} s" if slow else f"worker died ({code})"
        self._start()
        return Outcome(case(number, self._seed)[0], end, SECONDS * 1000, is_fault=True)


def outcomes(cases: int, seed: int, workers: int) -> Iterator[tuple[int, Outcome]]:
    """The outcome of every case from 0 on, with its number, in their order."""

    def share(first: int) -> list[tuple[int, Outcome]]:
        worker = Worker(seed)
        try:
            return [(number, worker.read(number)) for number in range(first, cases, workers)]
        finally:
            worker.close()

    with ThreadPoolExecutor(workers) as pool:
        for done in pool.map(share, range(workers)):
            yield from done
