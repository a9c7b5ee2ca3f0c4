"""An announced object -> the film that came, and the study it belongs to."""

from dataclasses import dataclass

from cxr import object_keys
from cxr.errors import CxrError
from cxr.object_keys import Origin
from cxr.study import UNASSIGNED_SITE
from functions.classify.announcement import CreatedObject
from functions.classify.sites import Sites
from functions.classify.uploads import IncomingFile, UploadsBucket


class ForeignBucket(CxrError):
    """The announcement comes from a bucket that is not ours."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """A film, and the study it is for. ``source`` is ``upload`` or ``inbox``."""

    site: str
    study_id: str
    source: str
    file: IncomingFile


class Intake:
    """Finds out what an announcement is about."""

    def __init__(self, uploads: UploadsBucket, sites: Sites) -> None:
        self._uploads = uploads
        self._sites = sites

    def receive(self, announced: CreatedObject) -> Arrival:
        """Name the study of an object and start to fetch it.

        Raises InvalidObjectKey, ForeignBucket and ObjectGone, which no retry mends, and
        UploadsUnreachable, which one may.
        """
        if announced.bucket != self._uploads.name:
            raise ForeignBucket("announced by another bucket")
        parsed = object_keys.parse_incoming(announced.key)
        file = self._uploads.open(announced.key, announced.version_id)
        if parsed.study_id is not None:
            # Our own form made this key for a member of the site; the index may not know a new site yet.
            return Arrival(parsed.site, parsed.study_id, "upload", file)
        site = parsed.site if self._sites.exists(parsed.site) else UNASSIGNED_SITE
        study_id = object_keys.inbox_study_id(announced.bucket, announced.key, file.version, file.arrived)
        return Arrival(site, study_id, Origin.INBOX.value, file)
