"""Films read apart from this process, where memory and time are limited."""

import os
import signal
import socket
from typing import Self

from cxr.errors import CxrError, DecoderError, FilmRefused
from cxr.imaging.reader import Pseudonym, Radiograph
from cxr.sandbox.limits import ResourceLimits
from cxr.sandbox.processes import OUT_OF_MEMORY, STATUS, start_readers
from cxr.sandbox.shared import SharedFilm
from cxr.study import MAX_UPLOAD_BYTES, RefusalReason

_CRASHES = {signal.SIGSEGV, signal.SIGBUS, signal.SIGABRT, signal.SIGFPE, signal.SIGILL}


class SandboxGone(CxrError):
    """The process that starts readers was killed: this worker can read no more films."""


class SandboxedReader:
    """Reads films as ``cxr.imaging.reader.read`` does, in another process.

    A film that meets a limit or crashes a decoder is refused, and the next one has a reader of its own.
    Make it before the model and the clients of AWS: it forks, which is sound only while no other
    thread holds a lock. (The threads of NumPy's BLAS stop for a fork.) Each reader is forked from the
    process that this one forks at once. One film at a time; not to be shared by threads.
    """

    def __init__(self, limits: ResourceLimits | None = None) -> None:
        self._shared = SharedFilm()
        self._reader: socket.socket | None = None
        self._starter, theirs = socket.socketpair()
        self._process = os.fork()
        if self._process == 0:
            try:
                self._starter.close()
                _close_all_but(theirs.fileno())
                start_readers(theirs, self._shared, limits or ResourceLimits())
            finally:
                os._exit(0)
        theirs.close()

    def read(
        self, data: bytes, declared_type: str | None = None, pseudonym: Pseudonym | None = None
    ) -> Radiograph:
        """Read a film.

        Raise FilmRefused with the reason, CORRUPT for a film beyond the limits; DecoderError for what
        is no fault of the film; SandboxGone; and what ``pseudonym`` raises.
        """
        if len(data) > MAX_UPLOAD_BYTES:
            raise FilmRefused(RefusalReason.TOO_LARGE, f"{len(data)} bytes")
        self._shared.put_file(data, declared_type)
        if not self._answered():
            raise _verdict(self._end())
        return self._shared.film(pseudonym)

    def _answered(self) -> bool:
        """Return whether the reader has answered. Otherwise the reader has died."""
        try:
            self._reader = self._reader or self._started()
            self._reader.sendall(b"\1")
            return bool(self._reader.recv(1))
        except ConnectionError:
            return False

    def _started(self) -> socket.socket:
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(self._starter, [b"\1"], [theirs.fileno()])
        return ours

    def _end(self) -> int:
        """Return how the reader has ended, and let the next film have another one."""
        if self._reader:
            self._reader.close()
            self._reader = None
        try:
            status = self._starter.recv(STATUS.size, socket.MSG_WAITALL)
        except ConnectionError:
            status = b""
        if len(status) < STATUS.size:
            raise SandboxGone("the process that starts readers was killed")
        return os.waitstatus_to_exitcode(STATUS.unpack(status)[0])

    def close(self) -> None:
        """End both processes."""
        if self._reader:
            self._reader.close()
        self._starter.close()
        os.waitpid(self._process, 0)
        self._shared.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def _close_all_but(kept: int) -> None:
    """Close the inherited descriptors: a pipe that this process held too would never end for its reader."""
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def _verdict(code: int) -> FilmRefused | DecoderError:
    """Return the error that a reader's end means; ``code``: its exit code, or the negative of a signal."""
    if code == OUT_OF_MEMORY:
        return FilmRefused(RefusalReason.CORRUPT, "takes more memory than any film")
    if code == -signal.SIGPROF:
        return FilmRefused(RefusalReason.CORRUPT, "takes more time than any film")
    if -code in _CRASHES:
        return FilmRefused(RefusalReason.CORRUPT, f"crashed its decoder by signal {-code}")
    # By a signal from outside, as for the machine's want of memory; or it waited too long.
    return DecoderError(f"the reader ended with {code}")
