"""Processes one film: from its arrival to the end of its study."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Protocol

from cxr.errors import FilmRefused, StudyFinalized, StudyNotFound
from cxr.imaging.reader import FilmReader, Radiograph, read
from cxr.inference.classifier import Prediction
from cxr.inference.model_card import Thresholds
from cxr.interchange.site_objects import SiteObjects
from cxr.storage.sites.site_thresholds import ThresholdsStore
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Finding, Status, Study
from cxr.thresholds import SiteThresholds
from functions.classify.pseudonyms import Pseudonyms
from functions.classify.results_bucket import ResultsBucket
from functions.classify.study_resolver import UPLOAD, IncomingFilm
from functions.classify.uploads_bucket import IncomingFile, ObjectGone, UploadsBucket


class FilmClassifier(Protocol):
    """What the processor asks of its classifier."""

    def classify(self, film: Radiograph) -> Prediction:
        """Judge a film. Raise FilmRefused if it is not a chest X-ray."""


def _now() -> datetime:
    return datetime.now(UTC)


class FilmProcessor:
    """Reads films with one classifier and records what it finds."""

    def __init__(  # noqa: PLR0913  (what it works with, each given once, by the wiring)
        self,
        classifier: FilmClassifier,
        studies: StudyStore,
        uploads: UploadsBucket,
        results: ResultsBucket,
        pseudonyms: Pseudonyms,
        *,
        site_thresholds: ThresholdsStore,
        site_objects: SiteObjects,
        clock: Callable[[], datetime] = _now,
        reader: FilmReader = read,
    ) -> None:
        self._classifier = classifier
        self._studies = studies
        self._uploads = uploads
        self._results = results
        self._pseudonyms = pseudonyms
        self._site_thresholds = site_thresholds
        self._site_objects = site_objects
        self._clock = clock
        self._reader = reader

    def read(self, incoming: IncomingFilm, *, is_last_receive: bool) -> Study:
        """Bring the study to its end: complete, or refused for a reason of the film's.

        Raise StudyFinalized if the study has ended before or belongs to another object. Raise StudyClaimed
        while a worker reads another object for it, and what fetching the film raises. On the last receive, a
        study is marked failed from the start: a worker that is killed can no longer record the failure.
        """
        try:
            study = self._read(incoming, Status.FAILED if is_last_receive else Status.PROCESSING)
        except StudyFinalized:
            # The worker that ended it may have been killed before it came this far.
            self._publish(incoming)
            raise
        self._publish(incoming)
        return study

    def _read(self, incoming: IncomingFilm, status: Status) -> Study:
        site, study_id, now = incoming.site, incoming.study_id, self._clock()
        study = self._studies.claim(site, study_id, incoming.etag, incoming.source, now, status=status)
        try:
            film = self._decode(study, self._fetch(study, incoming))
        except FilmRefused as e:
            return self._studies.refuse(study, e.reason, self._clock())
        # Before the table: a study that ends always has its pictures. A refused film is shown as well, so
        # that people see which one it was.
        self._results.put_film(study, film)
        study = replace(_described(study, film), has_thumbnail=True)
        try:
            judgement = self._classifier.classify(film)
        except FilmRefused as e:
            return self._studies.refuse(study, e.reason, self._clock())
        study = replace(study, window=film.deep.window if film.deep else None)
        self._results.put_finding(study, film, judgement)
        own = self._site_thresholds.in_force(study.site, judgement.finding.model_version)
        finding, now = _relabelled(judgement.finding, own), self._clock()
        objects = self._site_objects.of_film(study, film, judgement, finding, now)
        self._results.put_objects(study, objects)
        return self._studies.complete(study, finding, now)

    def forget(self, site: str, study_id: str) -> None:
        """Remove the result objects of a study, if the study was deleted: pages have no right to."""
        try:
            self._studies.get(site, study_id)
        except StudyNotFound:
            self._results.remove_objects(site, study_id)

    def _fetch(self, study: Study, incoming: IncomingFilm) -> IncomingFile:
        """Fetch the announced object. If it is not there, leave the study open to another."""
        try:
            file = self._uploads.open(incoming.key, incoming.version_id)
        except ObjectGone:
            self._studies.release(study, self._clock())
            raise
        if file.etag != incoming.etag:
            self._studies.release(study, self._clock())
            raise ObjectGone("AnotherObject")
        return file

    def _decode(self, study: Study, file: IncomingFile) -> Radiograph:
        return self._reader(file.read(), file.declared_type, self._pseudonyms.of_site(study.site))

    def _publish(self, incoming: IncomingFilm) -> None:
        """Write the table's final state to the results bucket, whichever worker set it.

        A study may be deleted at any moment, and the request that deletes it cannot remove what comes later.
        So results are looked for once more after writing, and a film that came too late goes as well.
        """
        site, study_id = incoming.site, incoming.study_id
        try:
            study = self._studies.get(site, study_id)
            if study.status in (Status.COMPLETE, Status.REFUSED):
                self._results.put_result(study)
                self._studies.get(site, study_id)
        except StudyNotFound:
            self._results.remove(site, study_id)
            if incoming.source == UPLOAD:  # the inbox belongs to other systems
                self._uploads.remove(incoming.key)


def _described(study: Study, film: Radiograph) -> Study:
    """Return the study with what may be kept of its film's header."""
    if film.header is None:
        return study
    header = film.header
    return replace(study, patient_hash=header.patient_hash, examination_hash=header.examination_hash)


def _relabelled(finding: Finding, thresholds: SiteThresholds | None) -> Finding:
    """Return the finding with the label that a site's thresholds give it. Outside, it has no label anyway."""
    if thresholds is None or finding.label is None:
        return finding
    own = Thresholds(negative_below=thresholds.negative_below, positive_from=thresholds.positive_from)
    return replace(finding, label=own.label(finding.probability), site_thresholds=thresholds)
