"""What people change in a study, and what that leaves alone."""

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cxr.errors import StudyChanged, StudyNotFound
from cxr.storage.studies.study_edits import StudyEdits
from cxr.storage.studies.study_store import StudyStore
from cxr.storage.worklist.worklist import Worklist
from cxr.storage.worklist.worklist_query import WorklistQuery
from cxr.study import Study
from tests.support.studies import AWAITING, FINDING, LATER, SITE, STUDY_ID, claim

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

UNREAD = WorklistQuery(unread_only=True)


@pytest.fixture
def edits(table: "Table") -> StudyEdits:
    return StudyEdits(table)


@pytest.fixture
def complete(store: StudyStore) -> Study:
    store.create(AWAITING)
    return store.complete(claim(store), FINDING, LATER)


def test_a_study_that_was_read_leaves_what_is_to_do(
    edits: StudyEdits, complete: Study, store: StudyStore, table: "Table"
) -> None:
    worklist = Worklist(table)
    assert [study.study_id for study in worklist.page(SITE, UNREAD, LATER).studies] == [STUDY_ID]
    edits.mark_read(SITE, STUDY_ID, complete.updated_at)
    assert worklist.page(SITE, UNREAD, LATER).studies == ()
    assert not store.get(SITE, STUDY_ID).unread
    edits.mark_unread(SITE, STUDY_ID)
    assert worklist.page(SITE, UNREAD, LATER).studies == (complete,)


def test_an_outcome_that_no_one_has_seen_is_not_marked_as_read(edits: StudyEdits, complete: Study) -> None:
    with pytest.raises(StudyChanged):
        edits.mark_read(SITE, STUDY_ID, complete.updated_at - timedelta(seconds=1))


def test_a_new_outcome_makes_a_study_unread_again(edits: StudyEdits, store: StudyStore) -> None:
    store.create(AWAITING)
    edits.mark_read(SITE, STUDY_ID, AWAITING.updated_at)
    store.complete(claim(store), FINDING, LATER)
    assert store.get(SITE, STUDY_ID).unread


def test_a_reference_can_be_changed_and_removed(
    edits: StudyEdits, complete: Study, store: StudyStore, table: "Table"
) -> None:
    edits.set_reference(SITE, STUDY_ID, "Ward 3")
    assert store.get(SITE, STUDY_ID).patient_ref == "Ward 3"
    assert Worklist(table).page(SITE, WorklistQuery(search="ward"), LATER).studies
    edits.set_reference(SITE, STUDY_ID, None)
    assert store.get(SITE, STUDY_ID).patient_ref is None
    assert store.get(SITE, STUDY_ID).finding == FINDING


def test_a_study_that_is_not_there_cannot_be_edited(edits: StudyEdits, store: StudyStore) -> None:
    with pytest.raises(StudyNotFound):
        edits.set_reference(SITE, STUDY_ID, "P-1")
    with pytest.raises(StudyNotFound):
        edits.mark_read(SITE, STUDY_ID, LATER)
    with pytest.raises(StudyNotFound):
        edits.mark_unread(SITE, STUDY_ID)
