"""A study in the states that the tests of its table need."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Finding, Label, RefusalReason, Status, Study

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
LATER = NOON + timedelta(minutes=1)
SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
AWAITING = Study(SITE, STUDY_ID, Status.AWAITING_UPLOAD, NOON, NOON, patient_ref="P-1")
FINDING = Finding(0.9, Label.POSITIVE, None, "2026.11")

End = Callable[[StudyStore, Study], object]
ENDS: dict[str, End] = {
    "complete": lambda store, study: store.complete(study, FINDING, LATER),
    "refuse": lambda store, study: store.refuse(study, RefusalReason.BLANK, LATER),
    "release": lambda store, study: store.release(study, LATER),
}
every_end = pytest.mark.parametrize("end", ENDS.values(), ids=ENDS.keys())
FINAL: dict[str, End] = {
    "complete": ENDS["complete"],
    "refused": ENDS["refuse"],
    "deleted": lambda store, study: store.delete(study.site, study.study_id, LATER),
}
every_final = pytest.mark.parametrize("finish", FINAL.values(), ids=FINAL.keys())


def claim(store: StudyStore, etag: str = "e1", status: Status = Status.PROCESSING) -> Study:
    return store.claim(SITE, STUDY_ID, etag, "inbox", NOON, status=status)
