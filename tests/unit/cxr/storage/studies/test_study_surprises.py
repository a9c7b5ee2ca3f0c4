"""Unexpected errors of the studies table travel on unchanged: the queue's retry depends on it."""

from collections.abc import Callable
from datetime import UTC, datetime

import boto3
import pytest
from botocore.exceptions import ClientError

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Finding, Label, RefusalReason, Status, Study

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
AWAITING = Study(SITE, STUDY_ID, Status.AWAITING_UPLOAD, NOON, NOON, patient_ref="P-1")
FINDING = Finding(0.9, Label.POSITIVE, None, "2026.11")


@pytest.fixture
def missing(aws: None) -> StudyStore:
    return StudyStore(boto3.resource("dynamodb").Table("NoSuchTable"))


@pytest.mark.parametrize(
    "call",
    [
        lambda store: store.create(AWAITING),
        lambda store: store.get(SITE, STUDY_ID),
        lambda store: store.contains(SITE, STUDY_ID),
        lambda store: store.page(SITE),
        lambda store: store.claim(SITE, STUDY_ID, "e1", "inbox", NOON),
        lambda store: store.complete(AWAITING, FINDING, NOON),
        lambda store: store.refuse(AWAITING, RefusalReason.BLANK, NOON),
        lambda store: store.release(AWAITING, NOON),
        lambda store: store.delete(SITE, STUDY_ID, NOON),
    ],
    ids=["create", "get", "contains", "page", "claim", "complete", "refuse", "release", "delete"],
)
def test_surprises_pass_through(missing: StudyStore, call: Callable[[StudyStore], object]) -> None:
    with pytest.raises(ClientError, match="ResourceNotFoundException"):
        call(missing)
