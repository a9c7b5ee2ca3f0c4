"""The reading of one film: from its arrival to the end of its study."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from cxr import radiograph
from cxr.classifier import Judgement
from cxr.errors import FilmRefused, StudyClosed, StudyNotFound
from cxr.radiograph import Radiograph
from cxr.study import RefusalReason, Status, Study
from cxr.study_store import StudyStore
from functions.classify.intake import Arrival
from functions.classify.results import ResultsBucket


class FilmClassifier(Protocol):
    """What the reading room asks of its classifier."""

    def classify(self, film: Radiograph) -> Judgement:
        """Judge a film. Raises FilmRefused for one that is no chest X-ray."""


def _now() -> datetime:
    return datetime.now(UTC)


class ReadingRoom:
    """Reads films with one classifier and records what it finds."""

    def __init__(
        self,
        classifier: FilmClassifier,
        studies: StudyStore,
        results: ResultsBucket,
        clock: Callable[[], datetime] = _now,
    ) -> None:
        self._classifier = classifier
        self._studies = studies
        self._results = results
        self._clock = clock

    def read(self, arrival: Arrival, *, last_chance: bool) -> Study:
        """Bring the study to its end: complete, or refused for a reason of the film's.

        Raises StudyClosed where it has ended before or belongs to another object. On its last
        chance a study is marked failed first: a worker that is killed can no longer say so.
        """
        file = arrival.file
        study = self._studies.begin(arrival.site, arrival.study_id, file.etag, arrival.source, self._clock())
        if last_chance:
            study = self._studies.fail(study, self._clock())
        try:
            return self._judge(study, arrival)
        except FilmRefused as e:
            return self._refuse(study, e.reason)

    def _judge(self, study: Study, arrival: Arrival) -> Study:
        film = radiograph.read(arrival.file.read(), arrival.file.declared_type)
        judgement = self._classifier.classify(film)
        finding = judgement.finding
        # The table comes last: whoever sees a complete study finds its pictures.
        self._results.put_pictures(study, film, judgement)
        self._results.put_result(replace(study, status=Status.COMPLETE, finding=finding))
        return self._end(study, lambda: self._studies.complete(study, finding, self._clock()))

    def _refuse(self, study: Study, reason: RefusalReason) -> Study:
        self._results.put_result(replace(study, status=Status.REFUSED, reason=reason))
        return self._end(study, lambda: self._studies.refuse(study, reason, self._clock()))

    def _end(self, study: Study, write: Callable[[], Study]) -> Study:
        try:
            return write()
        except StudyClosed:
            self._forget_if_deleted(study)
            raise

    def _forget_if_deleted(self, study: Study) -> None:
        """Whoever deleted the study while its film was read could not delete what came after."""
        try:
            self._studies.get(study.site, study.study_id)
        except StudyNotFound:
            self._results.remove(study)
