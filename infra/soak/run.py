"""A soak: films, duplicates and junk go in, workers die, and every film must end once and rightly."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cxr.storage.object_keys import Origin
from cxr.study import Status
from infra.reconcile.__main__ import find_discrepancies, repair, waiting
from infra.reconcile.announcement import announce
from infra.reconcile.ledger import Ledger
from infra.reconcile.originals import Original, list_originals
from infra.redrive import redrive
from infra.soak.plan import Film
from infra.stage import Stage

_ENDED = (Status.COMPLETE, Status.REFUSED)
_BETWEEN_LOOKS_SECONDS = 0.5
"""And longer for many films: a look reads every study."""
_KILL_UNTIL = 0.8
"""Share of the films that have ended when the killing stops, so that the rest can."""


@dataclass
class Figures:
    """What a soak did and what came of it. ``wrong``: films without the one ending that they must have."""

    films: int = 0
    ended: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    surplus: int = 0
    discrepancies: int = 0
    duplicates: int = 0
    junk: int = 0
    killed: int = 0
    redriven: int = 0
    repaired: int = 0
    restarts: int = 0
    minutes: float = 0.0

    @property
    def is_sound(self) -> bool:
        """Return whether every film ended once and rightly, and nothing else is there."""
        return not (self.wrong or self.surplus or self.discrepancies)


@dataclass
class Soak:
    """A soak of one site of a stage. It may be repeated after an interruption: it puts what is missing.

    ``kill`` ends every worker and returns how many. It is called whenever ``kill_after`` further films have
    ended. By the clock, a slow machine would lose every worker before its first film.
    """

    stage: Stage
    site: str
    films: list[Film]
    kill: Callable[[], int]
    kill_after: int
    restart: Callable[[], None] | None = None
    figures: Figures = field(default_factory=Figures)

    def __post_init__(self) -> None:
        """Open the queues."""
        self._sqs = self.stage.session.client("sqs", endpoint_url=self.stage.endpoint)
        self._queues = {Origin.INBOX: self.stage.outputs["InboxQueueUrl"]}

    def run(self, seconds: float, patience: float, report: Callable[[str], object] = print) -> Figures:
        """Put the films and wait for every end, for so many seconds at most. Return the figures.

        Whenever nothing has ended for ``patience`` seconds, do what an operator does. Redrive what was given
        up. Have films read whose announcement is gone. If messages wait and no one reads them, restart.
        """
        begun = time.monotonic()
        self._put_missing()
        self._wait(begun + seconds, patience, report)
        self._judge()
        self.figures.minutes = (time.monotonic() - begun) / 60
        return self.figures

    def _put_missing(self) -> None:
        s3 = self.stage.session.client("s3", endpoint_url=self.stage.endpoint)
        bucket, there = self.stage.outputs["UploadsBucketName"], {it.key for it in self._originals()}
        for film in self.films:
            key = self._key(film)
            if key not in there:
                s3.put_object(Bucket=bucket, Key=key, Body=film.content, ContentType="image/jpeg")
        originals = {it.key: it for it in self._originals()}
        twice = [originals[self._key(film)] for film in self.films if film.is_announced_twice]
        self.figures.duplicates = announce(self._sqs, self._queues, bucket, twice)
        for film in self.films:
            if film.is_followed_by_junk:
                self._sqs.send_message(QueueUrl=self._queues[Origin.INBOX], MessageBody=f"junk {film.number}")
                self.figures.junk += 1

    def _wait(self, deadline: float, patience: float, report: Callable[[str], object]) -> None:
        last, since, killed_at = -1, time.monotonic(), 0
        while time.monotonic() < deadline:
            ended = sum(
                it.status in _ENDED for (site, _), it in self._ledger().entries.items() if site == self.site
            )
            queued = waiting(self.stage)
            if ended >= len(self.films) and not queued:
                return
            if killed_at + self.kill_after <= ended < _KILL_UNTIL * len(self.films):
                self.figures.killed += self.kill()
                killed_at = ended
            if ended != last:
                report(f"{ended} of {len(self.films)} films have ended")
                last, since = ended, time.monotonic()
            elif time.monotonic() - since > patience:
                self._help(queued)
                since = time.monotonic()
            time.sleep(max(_BETWEEN_LOOKS_SECONDS, len(self.films) / 1000))

    def _help(self, queued: dict[str, int]) -> None:
        moved = redrive(self._sqs, self.stage.outputs["DeadLetterQueueUrl"], self._queues[Origin.INBOX])
        self.figures.redriven += moved
        if moved:
            return
        if not queued:
            found = find_discrepancies(self.stage, self.site, datetime.now(UTC))
            self.figures.repaired += repair(self.stage, found)
        elif self.restart is not None:
            self.restart()
            self.figures.restarts += 1

    def _judge(self) -> None:
        entries, found = self._ledger().entries, {it.key: it for it in self._originals()}
        for film in self.films:
            original = found.get(self._key(film))
            entry = entries.get((self.site, original.study_id)) if original else None
            status = entry.status.value if entry else "without a study"
            self.figures.ended[status] += 1
            if status != film.ending:
                self.figures.wrong.append(f"{film.name}: {status}, not {film.ending.value}")
        self.figures.films = len(self.films)
        # The ledger also has the films of any other site that has no members.
        self.figures.surplus = sum(site == self.site for site, _ in entries) - len(found)
        self.figures.discrepancies = len(find_discrepancies(self.stage, self.site, datetime.now(UTC)))

    def _originals(self) -> list[Original]:
        s3 = self.stage.session.client("s3", endpoint_url=self.stage.endpoint)
        return list(list_originals(s3, self.stage.outputs["UploadsBucketName"], self.site))

    def _ledger(self) -> Ledger:
        tables = self.stage.session.resource("dynamodb", endpoint_url=self.stage.endpoint)
        return Ledger.read(tables.Table(self.stage.outputs["StudiesTableName"]), self.site)

    def _key(self, film: Film) -> str:
        return f"inbox/{self.site}/{film.name}"
