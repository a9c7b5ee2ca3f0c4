"""One process that reads mutated films, within bounds that the kernel keeps."""

import logging
import os
import random
import resource
import signal
import time
import traceback
import warnings
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from cxr.errors import FilmRefused
from cxr.imaging.previews import preview
from cxr.imaging.reader import read
from cxr.inference import heatmap
from tests.fuzz.films import FILMS
from tests.fuzz.mutations import mutated
from tests.process_memory import forget_peak, kilobytes

SECONDS = 2.0
"""Of the processor, for one film: what other programs take of the machine does not count."""

_ADDRESS_SPACE = 3 << 30
"""Bytes beyond what the worker starts with: what asks for more gets a MemoryError, not the machine."""

_MAP = np.linspace(-1, 1, 49, dtype=np.float32).reshape(7, 7)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a case.

    ``end`` is ``read``, the reason of a refusal, or what went wrong where ``is_fault``;
    ``megabytes`` is the most that was resident meanwhile (2**20 bytes).
    """

    film: str
    end: str
    milliseconds: float = 0.0
    megabytes: float = 0.0
    is_fault: bool = False


def case(number: int, seed: int) -> tuple[str, bytes]:
    """The film that is mutated in this case, and what becomes of it: the same for the same numbers."""
    name = list(FILMS)[number % len(FILMS)]
    return name, mutated(name, random.Random(f"{seed} {number}"))


def work(cases: Connection, seed: int) -> None:
    """Answer each number that comes with its Outcome; a film that takes too long ends the process."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)  # libtiff and libjpeg report each damaged line there
    logging.disable()
    warnings.simplefilter("ignore")
    limit = kilobytes("VmSize") * 1024 + _ADDRESS_SPACE
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    while True:
        try:
            number = cases.recv()
        except EOFError:
            return
        cases.send(outcome(*case(number, seed)))


def outcome(name: str, data: bytes) -> Outcome:
    """Read a film as the function does, but for the model."""
    forget_peak()  # of the films before
    signal.setitimer(signal.ITIMER_PROF, SECONDS)
    started = time.process_time()
    end, is_fault = _end(data)
    milliseconds = (time.process_time() - started) * 1000
    signal.setitimer(signal.ITIMER_PROF, 0)
    return Outcome(name, end, milliseconds, kilobytes("VmHWM") / 1024, is_fault)


def _end(data: bytes) -> tuple[str, bool]:
    try:
        film = read(data, None, lambda kind, identifier: f"{kind} {identifier}")
        preview.render(film)
        heatmap.render(_MAP, film.width, film.height)
    except FilmRefused as e:
        return e.reason, False
    except Exception as e:  # noqa: BLE001  (any other is what is looked for)
        place = traceback.extract_tb(e.__traceback__)[-1]
        return f"{type(e).__name__} at {Path(place.filename).name}:{place.lineno}", True
    return "read", False
