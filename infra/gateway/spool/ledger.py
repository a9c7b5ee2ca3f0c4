"""Where each film stands: a table that survives a power cut."""

import sqlite3
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class State(StrEnum):
    """How far a film has come. The last three are ends."""

    RECEIVED = "received"
    UPLOADED = "uploaded"
    ANSWERED = "answered"
    DELIVERED = "delivered"
    REFUSED = "refused"
    GIVEN_UP = "given_up"


@dataclass(frozen=True, slots=True)
class Film:
    """A film by the name that reveals nothing. Times are in seconds of the epoch.

    ``study_id`` is known once it is uploaded. ``attempts``: how often its present step was tried in vain.
    """

    name: str
    state: State
    study_id: str | None
    received: float
    attempts: int


_TABLE = """
create table if not exists films (
    name text primary key,
    state text not null,
    study_id text,
    received real not null,
    changed real not null,
    due real not null,
    attempts integer not null default 0,
    reason text
) strict
"""


class Ledger:
    """The films of a spool. Threads may share it. Each change lasts when its method returns."""

    def __init__(self, path: Path, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._table = sqlite3.connect(path, isolation_level=None, check_same_thread=False, timeout=30)
        self._table.execute("pragma journal_mode = wal")
        self._table.execute("pragma synchronous = full")
        self._table.execute(_TABLE)
        self._table.execute("create index if not exists by_due on films (state, due)")

    def add(self, name: str) -> bool:
        """Add a film that was received. Return False if it is known: it was sent again."""
        now = self._clock()
        added = self._run(
            "insert or ignore into films (name, state, received, changed, due) values (?, ?, ?, ?, ?)",
            (name, State.RECEIVED, now, now, now),
        )
        return added.rowcount > 0

    def knows(self, name: str) -> bool:
        """Return whether the film was received, even if it has come to its end."""
        return bool(self._run("select 1 from films where name = ?", (name,)).fetchall())

    def due(self, state: State) -> list[Film]:
        """Return the films of a state whose next step may be tried now, the longest due first."""
        rows = self._run(
            "select name, state, study_id, received, attempts from films"
            " where state = ? and due <= ? order by due",
            (state, self._clock()),
        )
        return [
            Film(name, State(state), study, received, attempts)
            for name, state, study, received, attempts in rows
        ]

    def next_due(self, state: State) -> float | None:
        """Return in how many seconds the next film of a state is due, or None if there is none."""
        ((due,),) = self._run("select min(due) from films where state = ?", (state,)).fetchall()
        return None if due is None else max(0.0, due - self._clock())

    def advance(self, film: Film, state: State, *, study_id: str | None = None, reason: str = "") -> None:
        """Record that a film has come to ``state``."""
        now = self._clock()
        self._run(
            "update films set state = ?, study_id = coalesce(?, study_id), reason = ?, changed = ?, due = ?,"
            " attempts = 0 where name = ?",
            (state, study_id, reason, now, now, film.name),
        )

    def postpone(self, film: Film, seconds: float) -> None:
        """Record that a film's step was tried in vain, and when to try it again."""
        self._run(
            "update films set due = ?, attempts = attempts + 1 where name = ?",
            (self._clock() + seconds, film.name),
        )

    def unchanged(self, states: Collection[State], seconds: float) -> list[str]:
        """Return the films that have been in one of these states for so long."""
        marks = ", ".join("?" * len(states))
        rows = self._run(
            f"select name from films where state in ({marks}) and changed <= ?",  # noqa: S608  (marks alone)
            (*states, self._clock() - seconds),
        )
        return [name for (name,) in rows]

    def forget(self, name: str) -> None:
        """Remove a film. When it is sent again, it is a new one."""
        self._run("delete from films where name = ?", (name,))

    def counts(self) -> dict[State, int]:
        """Return how many films are in each state."""
        found = dict(self._run("select state, count(*) from films group by state").fetchall())
        return {state: found.get(state, 0) for state in State}

    def restart_given_up(self) -> int:
        """Let films that were given up begin again. Return how many there were."""
        now = self._clock()
        return self._run(
            "update films set state = ?, received = ?, changed = ?, due = ?, attempts = 0, reason = null"
            " where state = ?",
            (State.RECEIVED, now, now, now, State.GIVEN_UP),
        ).rowcount

    def close(self) -> None:
        """Close the file."""
        self._table.close()

    def _run(self, statement: str, values: tuple[object, ...] = ()) -> sqlite3.Cursor:
        with self._lock:
            return self._table.execute(statement, values)
