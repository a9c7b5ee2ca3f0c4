"""An announced object -> the film that came, and the study it belongs to."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from cxr.errors import CxrError
from cxr.storage import object_keys
from cxr.storage.object_keys import Origin
from cxr.storage.study_store import StudyStore
from cxr.study import UNASSIGNED_SITE
from functions.classify.s3_event import ObjectCreated
from functions.classify.sites import Sites
from functions.classify.uploads_bucket import IncomingFile, ListedFile, UploadsBucket, UploadsUnreachable


class ForeignBucket(CxrError):
    """The announcement comes from a bucket that is not ours."""


class EmptyObject(CxrError):
    """An object without bytes: s3fs and some gateways make one under a film's key before they write it."""


@dataclass(frozen=True, slots=True)
class IncomingFilm:
    """A film, and the study it is for. ``source`` is ``upload`` or ``inbox``.

    ``fetch`` gives the film, and raises what UploadsBucket.open raises. ``discard`` deletes the film of a
    deleted study; a film of the inbox belongs to another system, and stays.
    """

    site: str
    study_id: str
    source: str
    etag: str
    fetch: Callable[[], IncomingFile]
    discard: Callable[[], None] = lambda: None


class StudyResolver:
    """Finds out what an announcement is about."""

    def __init__(self, uploads: UploadsBucket, sites: Sites, studies: StudyStore) -> None:
        self._uploads = uploads
        self._sites = sites
        self._studies = studies

    def receive(self, announced: ObjectCreated) -> IncomingFilm:
        """Name the study of an object.

        Raise InvalidObjectKey, ForeignBucket, EmptyObject and ObjectGone, which no retry mends, and
        UploadsUnreachable, which one may.
        """
        if announced.bucket != self._uploads.name:
            raise ForeignBucket("announced by another bucket")
        if announced.size == 0:
            # Before the study is claimed: it waits for the film, which has an announcement of its own.
            raise EmptyObject("no bytes")
        parsed = object_keys.parse_incoming(announced.key)
        if parsed.study_id is None:
            return self._from_inbox(announced, parsed.site)
        # Our own form made this key for a member of the site; the index may not know a new site yet.
        # S3 is not asked before the study is claimed: while S3 is down, it can still be marked failed.
        fetch = partial(self._uploads.open, announced.key, announced.version_id)
        discard = partial(self._uploads.remove, announced.key)
        return IncomingFilm(parsed.site, parsed.study_id, "upload", announced.etag, fetch, discard)

    def _from_inbox(self, announced: ObjectCreated, site: str) -> IncomingFilm:
        file, fetch = self._opened(announced)
        study_id = object_keys.inbox_study_id(announced.bucket, announced.key, file.version, file.arrived)
        holder = self._owning_site(site, study_id)
        return IncomingFilm(holder, study_id, Origin.INBOX.value, file.etag, fetch)

    def _opened(self, announced: ObjectCreated) -> tuple[ListedFile, Callable[[], IncomingFile]]:
        """Return the object, and a function that fetches it.

        The function raises UploadsUnreachable if the object could not be opened. The study's name needs S3's
        LastModified. The listing has it of a film that is denied as well, so its study can be claimed and
        marked failed. This fails only while S3 does not answer at all. The event's time is no substitute: it
        is another one, and would make a second study. Raise EmptyObject, ObjectGone, UploadsUnreachable.
        """
        try:
            file = self._uploads.open(announced.key, announced.version_id)
        except UploadsUnreachable as e:
            # Not asked for again: what S3 took to refuse it is gone from the worker's 30 seconds.
            return self._uploads.find(announced.key, announced.version_id), partial(_raise, e)
        if file.size == 0:
            raise EmptyObject("no bytes")
        return file, lambda: file

    def _owning_site(self, site: str, study_id: str) -> str:
        """Return the site that the study belongs to.

        The decision of an earlier delivery stays: the index of members lags.
        """
        for holder in (site, UNASSIGNED_SITE):
            if self._studies.contains(holder, study_id):
                return holder
        return site if self._sites.exists(site) else UNASSIGNED_SITE


def _raise(trouble: UploadsUnreachable) -> IncomingFile:
    raise trouble
