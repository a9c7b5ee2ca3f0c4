"""The processes beside a worker: one reads its films, one starts the next reader when that has died."""

import gc
import logging
import os
import signal
import socket
import struct
import traceback
from pathlib import Path

from cxr.errors import DecoderError, FilmRefused
from cxr.imaging.reader import read
from cxr.sandbox.limits import ResourceLimits
from cxr.sandbox.shared import LogLines, SharedFilm
from cxr.study import RefusalReason

STATUS = struct.Struct(">i")
"""How a reader ended, as ``wait`` has it."""

OUT_OF_MEMORY = 3
"""The exit code of a reader that met its limit of memory."""

_LONGEST_IDENTIFIER = 1024
"""Characters: the standard allows 64, and what is longer has no room in an answer."""


def start_readers(worker: socket.socket, shared: SharedFilm, limits: ResourceLimits) -> None:
    """Fork a reader for each socket that the worker sends, one at a time; say how it ended.

    This process never reads a film: each reader starts as it was when the worker made it, with one
    thread and no lock held.
    """
    gc.freeze()  # a collection would touch, and so copy, all memory that is shared with the worker
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C ends the worker, and the worker's end this process
    while sockets := socket.recv_fds(worker, 1, 1)[1]:
        reader = os.fork()
        with socket.socket(fileno=sockets[0]) as requests:
            if reader == 0:
                worker.close()
                read_films(requests, shared, limits)
                return
        worker.sendall(STATUS.pack(os.waitpid(reader, 0)[1]))


def read_films(requests: socket.socket, shared: SharedFilm, limits: ResourceLimits) -> None:
    """Read the shared file at each byte that comes, and answer with one; return when no more can come."""
    log = _LogKept()
    while requests.recv(1):
        log.lines = []
        try:
            with limits.kept():
                _read(shared, log.lines)
        except MemoryError:
            os._exit(OUT_OF_MEMORY)
        requests.sendall(b"\1")


def _read(shared: SharedFilm, log: LogLines) -> None:
    try:
        shared.put_film(read(*shared.file(), _identifier), log)
    except FilmRefused as e:
        shared.put_refusal(e, log)
    except MemoryError:
        raise
    except Exception as e:  # noqa: BLE001  (raised by the worker, but for its text, which may name a patient)
        kind = str(e) if isinstance(e, DecoderError) else type(e).__name__
        place = traceback.extract_tb(e.__traceback__)[-1]
        shared.put_failure(kind, f"{Path(place.filename).name}:{place.lineno} in {place.name}")


def _identifier(_kind: str, identifier: str) -> str:
    """Leave an identifier as it is: the worker has the salt of its pseudonym."""
    if len(identifier) > _LONGEST_IDENTIFIER:
        raise FilmRefused(RefusalReason.CORRUPT, "an identifier of too many characters")
    return identifier


class _LogKept(logging.Handler):
    """Keeps the first lines that are logged, for the worker to log them."""

    _MOST, _LONGEST = 20, 200

    def __init__(self) -> None:
        super().__init__()
        self.lines: LogLines = []
        logging.root.handlers = [self]

    def emit(self, record: logging.LogRecord) -> None:
        """Keep a line."""
        if len(self.lines) < self._MOST:
            self.lines.append((record.name, record.levelno, record.getMessage()[: self._LONGEST]))
