"""The films of a hospital on their way, with whose they are: the one place that holds both.

A film is acknowledged once its file and its entry in the ledger would survive a power cut. Each later step
first writes what it made, then the entry. So a gateway that is killed anywhere repeats at most one step, and
each step may be repeated.
"""

import fcntl
import os
import shutil
import time
from contextlib import suppress
from pathlib import Path

from cxr.errors import CxrError
from infra.gateway.spool.files import settle, sync_folder, write
from infra.gateway.spool.ledger import Ledger, State

_RESERVE = 200 * 1024 * 1024
"""Bytes of the disk that stay free, so that films whose transfer has begun and the ledger have room."""

_FLOOR = _RESERVE // 2
"""Bytes of the disk that stay free while films arrive, for the ledger and for results."""

_DAY = 86_400.0
_REMEMBERED = 30 * _DAY
"""Seconds: a film that is sent again within them gets no second result. Given-up films wait as long."""

_ABANDONED = 600.0
"""Seconds without another byte after which a transfer is over: an association is cut off after one minute."""


class SpoolFull(CxrError):
    """There is no room for another film."""


class SpoolInUse(CxrError):
    """Another gateway works with this folder."""


class Spool:
    """A folder with films, results and ledger, readable by its owner alone. Raise SpoolInUse."""

    def __init__(self, folder: Path, limit: float, keep: float = 0) -> None:
        """Open a spool of at most ``limit`` bytes that keeps delivered films for ``keep`` seconds."""
        self._limit, self._keep = limit, keep
        self.incoming, self._films, self._results = (
            folder / name for name in ("incoming", "films", "results")
        )
        for part in (folder, self.incoming, self._films, self._results):
            part.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        self._lock = _locked(folder / "lock")
        self.ledger = Ledger(folder / "ledger.sqlite3")
        self._recover()

    def require_room(self) -> None:
        """Raise SpoolFull if another film might not find room."""
        used = sum(map(_size, self._files()))
        if used >= self._limit or shutil.disk_usage(self._films).free < _RESERVE:
            raise SpoolFull(f"{used} bytes")

    def has_disk(self) -> bool:
        """Return whether a film that is arriving may go on to take room."""
        return shutil.disk_usage(self.incoming).free >= _FLOOR

    def take(self, unfinished: Path, name: str) -> bool:
        """Take a film in. When this returns, the film is safe. Return False if it was there before."""
        if self.ledger.knows(name):
            unfinished.unlink()
            return False
        settle(unfinished, self._film(name))
        return self.ledger.add(name)

    def film(self, name: str) -> bytes:
        """Return the bytes of a film."""
        return self._film(name).read_bytes()

    def put_results(self, name: str, files: dict[str, bytes]) -> None:
        """Keep the results of a film until they are delivered; ``files``: their bytes by kind."""
        for kind, content in files.items():
            write(self._results / f"{name}.{kind}.dcm", content)

    def results(self, name: str) -> list[Path]:
        """Return the files with the results of a film."""
        return sorted(self._results.glob(f"{name}.*.dcm"))

    def tidy(self) -> None:
        """Remove what has come to its end and been kept long enough."""
        present = {file.name.partition(".")[0] for file in self._files()}
        over = self.ledger.unchanged((State.DELIVERED, State.REFUSED), self._keep)
        forgotten = self.ledger.unchanged((State.DELIVERED, State.REFUSED, State.GIVEN_UP), _REMEMBERED)
        for name in present & {*over, *forgotten}:
            self._remove(name)
        for name in forgotten:
            self.ledger.forget(name)
        for unfinished in self.incoming.iterdir():
            # Another thread may move it meanwhile.
            with suppress(FileNotFoundError):
                if time.time() - unfinished.stat().st_mtime > _ABANDONED:
                    unfinished.unlink()

    def close(self) -> None:
        """Let another gateway have the folder."""
        self.ledger.close()
        os.close(self._lock)

    def _recover(self) -> None:
        """Mend what a gateway that was killed has left."""
        for unfinished in (*self.incoming.iterdir(), *self._results.glob("*.part")):
            unfinished.unlink()  # never acknowledged, or made again
        for film in self._films.iterdir():
            # Whole, and perhaps not acknowledged: if the sender repeats it, it is known.
            self.ledger.add(film.stem)
        self.tidy()

    def _files(self) -> list[Path]:
        return [*self._films.iterdir(), *self._results.iterdir()]

    def _film(self, name: str) -> Path:
        return self._films / f"{name}.dcm"

    def _remove(self, name: str) -> None:
        for file in (self._film(name), *self.results(name)):
            file.unlink(missing_ok=True)
        sync_folder(self._films)


def _size(file: Path) -> int:
    """Return the bytes of a file, none if another thread has removed it meanwhile."""
    try:
        return file.stat().st_size
    except FileNotFoundError:
        return 0


def _locked(path: Path) -> int:
    """Return a lock that the system releases when the process ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as e:
        os.close(descriptor)
        raise SpoolInUse(f"{path.parent} is used by another gateway; stop it first") from e
    return descriptor
