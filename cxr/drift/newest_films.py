"""The studies of a site that its changes are looked for in."""

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Study

MOST = 3000
"""Films, newest first: some 5 MB. A site's older films no longer say what is usual there."""

_AT_ONCE = 500


def newest_films(studies: StudyStore, site: str) -> list[Study]:
    """Return the newest studies of a site, at most some MOST."""
    found: list[Study] = []
    cursor: str | None = None
    while len(found) < MOST:
        page = studies.page(site, cursor, limit=_AT_ONCE)
        found += page.studies
        cursor = page.cursor
        if cursor is None:
            break
    return found
