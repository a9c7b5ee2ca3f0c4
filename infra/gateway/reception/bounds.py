"""Bounds what one association takes of disk and memory while an object arrives.

The library writes an object to disk as it comes and knows no end of it. A sender that never comes to an end
would fill the disk, and keep all other senders out.
"""

import logging
from collections.abc import Callable
from pathlib import Path
from typing import Any

from pynetdicom import evt
from pynetdicom.association import Association
from pynetdicom.events import Event

from cxr.study import MAX_UPLOAD_BYTES

MOST_OF_AN_OBJECT = 2 * MAX_UPLOAD_BYTES
"""Bytes after which the association is aborted. An object between this and the limit gets its status."""

MOST_IN_MEMORY = 1 << 20
"""Bytes of a protocol data unit, and of a message without a file: a command has some hundred."""

_log = logging.getLogger(__name__)


class Bounds:
    """Handlers that abort an association whose object grows too large, or once the disk has no room."""

    def __init__(self, has_room: Callable[[], bool]) -> None:
        self._has_room = has_room
        self._received: dict[Association, int] = {}

    def handlers(self) -> list[Any]:
        """Return the handlers for the server, each with its event."""
        return [
            (evt.EVT_CONN_OPEN, self._open),
            (evt.EVT_DATA_RECV, self._count),
            (evt.EVT_DIMSE_RECV, self._complete),
            (evt.EVT_CONN_CLOSE, self._close),
        ]

    def _open(self, event: Event) -> None:
        """Let the connection read no data unit of any length that the other side states: up to 4 GB."""
        connection: Any = event.assoc.dul.socket
        read = connection.recv

        def bounded(count: int) -> bytearray:
            if count > MOST_IN_MEMORY:
                _log.warning("association ended: a data unit has more than %d MB", MOST_IN_MEMORY >> 20)
                raise ConnectionAbortedError
            return bytearray(read(count))

        connection.recv = bounded
        self._received[event.assoc] = 0

    def _count(self, event: Event) -> None:
        """Count a data unit of the present message, and abort if that is too much."""
        association = event.assoc
        if association not in self._received:
            return  # aborted; the rest is read and dropped
        self._received[association] += len(event.data)
        most = MOST_OF_AN_OBJECT if _file(association) else MOST_IN_MEMORY
        if self._received[association] > most:
            self._abort(association, f"an object has more than {most >> 20} MB")
        elif not self._has_room():
            self._abort(association, "the disk is full")

    def _complete(self, event: Event) -> None:
        """Begin the count of the next message."""
        if event.assoc in self._received:
            self._received[event.assoc] = 0

    def _abort(self, association: Association, reason: str) -> None:
        _log.error("association aborted: %s", reason)
        del self._received[association]
        association.abort()

    def _close(self, event: Event) -> None:
        """Remove what came of an object that is not complete."""
        self._received.pop(event.assoc, None)
        if file := _file(event.assoc):
            file.close()
            Path(file.name).unlink(missing_ok=True)


def _file(association: Association) -> Any:  # noqa: ANN401  (what tempfile returns)
    """Return the file that the present object is written to, None if there is none.

    The library has it in a private attribute alone, until the object is complete.
    """
    message = association.dimse.message
    return message and message._data_set_file
