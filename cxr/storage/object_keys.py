"""The S3 keys of the system: the one place that builds them and takes them apart."""

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from ulid import ULID

from cxr.errors import InvalidObjectKey
from cxr.study import UNASSIGNED_SITE

_SITE = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_STUDY_ID = re.compile(r"[0-7][0-9A-HJKMNP-TV-Z]{25}")


class Origin(StrEnum):
    """How an object came: through our own upload form, or put there by another system."""

    UPLOAD = "uploads"
    INBOX = "inbox"


@dataclass(frozen=True, slots=True)
class IncomingObject:
    """A key under ``uploads/`` or ``inbox/``, parsed. ``study_id`` is None for the inbox."""

    origin: Origin
    site: str
    study_id: str | None


def is_site(text: str) -> bool:
    """Return whether ``text`` can name a site: it becomes part of a key, so letters are few."""
    return _SITE.fullmatch(text) is not None


def is_study_id(text: str) -> bool:
    """Return whether ``text`` is a ULID in its canonical upper-case form."""
    return _STUDY_ID.fullmatch(text) is not None


def parse_incoming(key: str) -> IncomingObject:
    """Take apart a decoded key of the uploads bucket.

    Every file in the inbox is a film: one whose folder cannot be a site's name, or that lies in
    none, belongs to UNASSIGNED_SITE. Raise InvalidObjectKey for a folder marker, and for any other
    key under ``uploads/`` than our form makes.
    """
    folder, _, rest = key.partition("/")
    site, _, name = rest.partition("/")
    if folder == Origin.INBOX and rest and not rest.endswith("/"):
        return IncomingObject(Origin.INBOX, site if name and is_site(site) else UNASSIGNED_SITE, None)
    if folder == Origin.UPLOAD and is_site(site) and is_study_id(name):
        return IncomingObject(Origin.UPLOAD, site, name)
    raise InvalidObjectKey("neither uploads/<site>/<study_id> nor a file under inbox/")


def upload_key(site: str, study_id: str) -> str:
    """Return the key under which the browser puts the film of a study."""
    return f"uploads/{site}/{study_id}"


def preview_key(site: str, study_id: str) -> str:
    """Return the key of the preview: the film as a JPEG that a page can show."""
    return f"results/{site}/{study_id}/preview.jpg"


def rendition_key(site: str, study_id: str) -> str:
    """Return the key of the rendition: the film before windowing, without loss."""
    return f"results/{site}/{study_id}/rendition.png"


def thumbnail_key(site: str, study_id: str) -> str:
    """Return the key of the thumbnail: the preview, small enough for a row of the worklist."""
    return f"results/{site}/{study_id}/thumbnail.jpg"


def heatmap_key(site: str, study_id: str) -> str:
    """Return the key of the heatmap: the overlay PNG that goes on top of the preview."""
    return f"results/{site}/{study_id}/heatmap.png"


def result_key(site: str, study_id: str) -> str:
    """Return the key of the result: the finding as JSON, for systems that follow the bucket."""
    return f"results/{site}/{study_id}/result.json"


RESULT_KEYS = (preview_key, thumbnail_key, rendition_key, heatmap_key, result_key)
"""The keys of all that the results bucket holds of a study, for whoever deletes it."""


def results_prefix(site: str, study_id: str) -> str:
    """Return what all keys of RESULT_KEYS begin with."""
    return f"results/{site}/{study_id}/"


FHIR_OBJECT = "fhir"
RESULT_OBJECTS = ("sr", "sr3d", "sc", "pr", FHIR_OBJECT)
"""The names of the result objects that a site may want, as `python -m cxr report` names them."""


def reports_prefix(site: str, study_id: str) -> str:
    """Return what the keys of a study's result objects begin with."""
    return f"reports/{site}/{study_id}/"


def study_of_result(key: str) -> tuple[str, str] | None:
    """Return site and study of a key of ``result_key``, and None for any other key."""
    _, site, study_id, *_ = [*key.split("/"), "", ""]
    is_result = is_site(site) and is_study_id(study_id) and key == result_key(site, study_id)
    return (site, study_id) if is_result else None


def inbox_study_id(bucket: str, key: str, version: str, arrived: datetime) -> str:
    """Return the ULID of an object in the inbox: the same for each delivery of the same object.

    The time part is ``arrived``, S3's LastModified. The event's time is another one, and would make a
    second study. The random part is the first 80 bits of SHA-256 over bucket, key and ``version`` (the
    version id, or the ETag where there is none).
    """
    digest = hashlib.sha256("\0".join((bucket, key, version)).encode()).digest()
    milliseconds = int(arrived.timestamp() * 1000)
    return str(ULID.from_bytes(milliseconds.to_bytes(6, "big") + digest[:10]))
