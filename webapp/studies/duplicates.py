"""Whether a film that is about to be uploaded is at the site already."""

import hmac
from datetime import datetime

from cxr.errors import StudyNotFound
from cxr.study import Status, Study
from webapp.request_context import services


def earlier_upload(site: str, sha256: str) -> Study | None:
    """Return the study of the same file, if it was uploaded lately and the study has received it."""
    study_id = services().fingerprints.find(site, _fingerprint(site, sha256))
    if study_id is None:
        return None
    try:
        study = services().studies.get(site, study_id)
    except StudyNotFound:
        return None
    return None if study.status is Status.AWAITING_UPLOAD else study


def remember_upload(site: str, sha256: str, study_id: str, now: datetime) -> None:
    """Record that the file is being uploaded for this study."""
    services().fingerprints.remember(site, _fingerprint(site, sha256), study_id, now)


def _fingerprint(site: str, sha256: str) -> str:
    """Return a keyed hash: whoever has the table and a film cannot find out whether the site has it, too."""
    key = services().accounts.derived_key("film fingerprints")
    return hmac.digest(key, f"{site} {sha256}".encode(), "sha256").hex()
