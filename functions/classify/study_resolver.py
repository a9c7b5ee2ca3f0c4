"""An announced object -> the film that came, and the study it belongs to."""

from dataclasses import dataclass

from cxr.errors import CxrError
from cxr.storage import object_keys
from cxr.storage.object_keys import Origin
from cxr.storage.studies.study_store import StudyStore
from cxr.study import UNASSIGNED_SITE
from functions.classify.s3_event import ObjectCreated
from functions.classify.sites import Sites
from functions.classify.uploads_bucket import UploadsBucket

UPLOAD = "upload"
"""The source of films that came through our own form."""


class ForeignBucket(CxrError):
    """The announcement comes from a bucket that is not ours."""


class EmptyObject(CxrError):
    """An object without bytes: s3fs and some gateways make one under a film's key before they write it."""


@dataclass(frozen=True, slots=True)
class IncomingFilm:
    """An object with a film, and the study it is for. ``source`` is ``upload`` or ``inbox``."""

    site: str
    study_id: str
    source: str
    key: str
    version_id: str | None
    etag: str


class StudyResolver:
    """Finds out what an announcement is about. Nothing is fetched before its study is claimed.

    So a film that cannot be fetched has a study, which can be marked failed.
    """

    def __init__(self, uploads: UploadsBucket, sites: Sites, studies: StudyStore) -> None:
        self._uploads = uploads
        self._sites = sites
        self._studies = studies

    def resolve(self, announced: ObjectCreated) -> IncomingFilm:
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
        return IncomingFilm(
            site=parsed.site,
            study_id=parsed.study_id,
            source=UPLOAD,
            key=announced.key,
            version_id=announced.version_id,
            etag=announced.etag,
        )

    def _from_inbox(self, announced: ObjectCreated, site: str) -> IncomingFilm:
        """Return the film of another system. Its study is named after S3's LastModified.

        The event's time is no substitute: it is another one, and would make a second study.
        """
        listed = self._uploads.find(announced.key, announced.version_id)
        if listed.size == 0:
            raise EmptyObject("no bytes")
        study_id = object_keys.inbox_study_id(announced.bucket, announced.key, listed.version, listed.arrived)
        return IncomingFilm(
            site=self._owning_site(site, study_id),
            study_id=study_id,
            source=Origin.INBOX.value,
            key=announced.key,
            version_id=announced.version_id,
            etag=listed.etag,
        )

    def _owning_site(self, site: str, study_id: str) -> str:
        """Return the site that the study belongs to.

        The decision of an earlier delivery stays: the index of members lags.
        """
        for holder in (site, UNASSIGNED_SITE):
            if self._studies.contains(holder, study_id):
                return holder
        return site if self._sites.exists(site) else UNASSIGNED_SITE
