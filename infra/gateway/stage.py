"""A thread that takes every film of one state a step further, and tries again what did not work."""

import logging
import threading
import traceback
from collections.abc import Callable
from pathlib import Path

from cxr.errors import CxrError
from cxr.sandbox.reader import SandboxGone
from infra.gateway.spool.ledger import Film, Ledger, State

_LONGEST_WAIT = 5.0
"""Seconds after which a stage looks for films, even if no one woke it up."""

_log = logging.getLogger(__name__)


class NotYet(CxrError):
    """A step waits for something that takes its time. No fault."""


Pause = Callable[[int], float]
"""From the number of tries in vain to the seconds before the next one."""


def patient(attempts: int) -> float:
    """Return the pause of what failed: a second at first, half a minute in the end."""
    return float(min(30, 2 ** min(attempts, 5)))


def eager(attempts: int) -> float:
    """Return the pause of what is awaited any moment: S3 has an answer after a second or two, mostly."""
    return float(min(30, 0.1 * 1.15 ** min(attempts, 50)))


class Stage(threading.Thread):
    """Films of ``state``, one after the other, through ``step``, which records what came of each."""

    def __init__(
        self,
        ledger: Ledger,
        state: State,
        step: Callable[[Film], None],
        pause: Pause,
        give_up: Callable[[Film], bool],
    ) -> None:
        super().__init__(name=f"{state} films", daemon=True)
        self._ledger, self.state, self._step, self._pause, self._give_up = (
            ledger,
            state,
            step,
            pause,
            give_up,
        )
        self._call = threading.Event()
        self._over = threading.Event()

    def wake(self) -> None:
        """Let the stage look for films now."""
        self._call.set()

    def stop(self) -> None:
        """Let the stage end after the film that it works on."""
        self._over.set()
        self._call.set()

    def run(self) -> None:
        """Work until ``stop``."""
        while not self._over.is_set():
            self._call.clear()
            for film in self._ledger.due(self.state):
                if self._over.is_set():
                    return
                self.take(film)
            next_due = self._ledger.next_due(self.state)
            self._call.wait(_LONGEST_WAIT if next_due is None else min(next_due, _LONGEST_WAIT))

    def take(self, film: Film) -> None:
        """Take a film one step further, or record that it did not work. No film holds up another."""
        try:
            self._step(film)
        except NotYet:
            self._put_off(film, "no result")
        except SandboxGone:
            # No film can be read any more: the gateway ends, and whoever watches it starts it again.
            raise
        except CxrError as e:
            _log.warning("film %s: %s (%s)", film.name[:12], type(e).__name__, e)
            self._put_off(film, type(e).__name__)
        except Exception as e:  # noqa: BLE001  (the edge: one film must not stop the others)
            # Kind and place: the text may quote a header.
            place = traceback.extract_tb(e.__traceback__)[-1]
            where = f"{Path(place.filename).name}:{place.lineno}"
            _log.error("film %s: %s at %s", film.name[:12], type(e).__name__, where)
            self._put_off(film, type(e).__name__)

    def _put_off(self, film: Film, reason: str) -> None:
        if self._give_up(film):
            _log.error("film %s given up after %s: %s", film.name[:12], film.state, reason)
            self._ledger.advance(film, State.GIVEN_UP, reason=reason)
        else:
            self._ledger.postpone(film, self._pause(film.attempts))
