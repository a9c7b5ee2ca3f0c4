"""The way of a film through the gateway: received, uploaded, answered, delivered."""

import logging
import threading
import time

from cxr.errors import FilmRefused
from infra.gateway.archive import Archive
from infra.gateway.cloud import Cloud
from infra.gateway.pseudonyms import Pseudonyms
from infra.gateway.reception.receiver import Receiver
from infra.gateway.results import ResultMaker
from infra.gateway.settings import Listen
from infra.gateway.spool.ledger import Film, State
from infra.gateway.spool.spool import Spool
from infra.gateway.stage import NotYet, Stage, eager, patient
from infra.gateway.strip import stripped

_TIDY_SECONDS = 10.0

_log = logging.getLogger(__name__)


class Gateway:
    """All steps over one spool. Each may be repeated, at any time, with the same outcome."""

    def __init__(  # noqa: PLR0913  (what it works with, each given once, by the command)
        self,
        spool: Spool,
        pseudonyms: Pseudonyms,
        cloud: Cloud,
        maker: ResultMaker,
        archive: Archive,
        *,
        give_up_seconds: float,
    ) -> None:
        self._spool, self._pseudonyms = spool, pseudonyms
        self._cloud, self._maker, self._archive = cloud, maker, archive
        self._give_up_seconds = give_up_seconds
        ledger = spool.ledger
        self._uploads = Stage(ledger, State.RECEIVED, self.upload, patient, self._is_late)
        self._answers = Stage(ledger, State.UPLOADED, self.collect, eager, self._is_late)
        self._deliveries = Stage(ledger, State.ANSWERED, self.deliver, patient, self._is_late)
        self.stages = (self._uploads, self._answers, self._deliveries)

    def upload(self, film: Film) -> None:
        """Send a film to the cloud without whose it is. Raise CloudUnreachable."""
        try:
            left = stripped(self._spool.film(film.name), self._pseudonyms)
        except FilmRefused as e:
            self._end(film, State.REFUSED, e.reason)
            return
        study_id = self._cloud.upload(film.name, left)
        self._spool.ledger.advance(film, State.UPLOADED, study_id=study_id)
        _log.info("film %s uploaded as study %s", film.name[:12], study_id)
        self._answers.wake()

    def collect(self, film: Film) -> None:
        """Make the results of a film from what was found.

        Raise NotYet, CloudUnreachable, and what the maker of results raises.
        """
        study_id = film.study_id or ""
        answer = self._cloud.answer(study_id)
        if answer is None:
            raise NotYet
        if answer.finding is None:
            self._end(film, State.REFUSED, answer.reason or "")
            return
        heatmap = self._cloud.heatmap(study_id)
        if heatmap is None:
            raise NotYet
        files = self._maker.files(self._spool.film(film.name), answer.finding, answer.at, heatmap)
        self._spool.put_results(film.name, files)
        self._spool.ledger.advance(film, State.ANSWERED)
        self._deliveries.wake()

    def deliver(self, film: Film) -> None:
        """Send the results of a film to the archive. Raise ArchiveUnreachable."""
        results = self._spool.results(film.name)
        if not results:
            # Somebody has removed them: they can be made again.
            self._spool.ledger.advance(film, State.UPLOADED)
            return
        self._archive.send(results)
        self._end(film, State.DELIVERED, "")

    def run(self, listen: Listen, over: threading.Event) -> bool:
        """Serve until ``over``. Return False if a part of the gateway has died instead."""
        receiver = Receiver(listen, self._spool, self._pseudonyms, self._uploads.wake)
        for stage in self.stages:
            stage.start()
        receiver.start()
        try:
            while not over.wait(_TIDY_SECONDS) and all(stage.is_alive() for stage in self.stages):
                self._spool.tidy()
        finally:
            receiver.stop()
            for stage in self.stages:
                stage.stop()
            for stage in self.stages:
                stage.join()
        return over.is_set()

    def _end(self, film: Film, state: State, reason: str) -> None:
        self._spool.ledger.advance(film, state, reason=reason)
        _log.info("film %s %s %s", film.name[:12], state, reason)
        self._spool.tidy()

    def _is_late(self, film: Film) -> bool:
        return time.time() - film.received > self._give_up_seconds
