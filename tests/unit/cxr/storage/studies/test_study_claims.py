"""Claiming a study for an object: the first object wins, and nothing brings a deleted study back."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cxr.errors import StudyClaimed, StudyFinalized, StudyNotFound
from cxr.storage.studies.study_store import StudyStore
from cxr.study import UNASSIGNED_SITE, Status
from tests.support.studies import AWAITING, LATER, NOON, SITE, STUDY_ID, End, claim, every_end, every_final

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


class TestClaim:
    def test_an_awaiting_study_keeps_what_is_known_of_it(self, store: StudyStore) -> None:
        store.create(AWAITING)

        study = store.claim(SITE, STUDY_ID, "e1", "inbox", LATER)

        assert study == replace(AWAITING, status=Status.PROCESSING, object_etag="e1", updated_at=LATER)
        assert store.get(SITE, STUDY_ID) == study

    def test_an_inbox_film_gets_a_study(self, store: StudyStore) -> None:
        claim(store)

        study = store.get(SITE, STUDY_ID)
        assert (study.status, study.source, study.created_at) == (Status.PROCESSING, "inbox", NOON)

    def test_a_study_with_a_film_no_longer_expires(self, store: StudyStore, table: "Table") -> None:
        store.create(AWAITING)
        claim(store)

        assert "expires_at" not in table.get_item(Key={"site": SITE, "study_id": STUDY_ID})["Item"]

    @every_end
    def test_a_study_that_no_one_could_delete_expires_with_its_original(
        self, table: "Table", end: End
    ) -> None:
        store = StudyStore(table, timedelta(days=7))

        end(store, store.claim(UNASSIGNED_SITE, STUDY_ID, "e1", "inbox", NOON))

        item = table.get_item(Key={"site": UNASSIGNED_SITE, "study_id": STUDY_ID})["Item"]
        assert item["expires_at"] == int((NOON + timedelta(days=7)).timestamp())

    def test_the_same_object_may_begin_again(self, store: StudyStore) -> None:
        assert claim(store) == claim(store)

    def test_the_same_object_may_begin_again_after_a_failure(self, store: StudyStore) -> None:
        claim(store, status=Status.FAILED)

        assert claim(store).status is Status.PROCESSING

    def test_a_last_attempt_begins_as_failed(self, store: StudyStore) -> None:
        store.create(AWAITING)

        study = store.claim(SITE, STUDY_ID, "e1", "upload", LATER, status=Status.FAILED)
        assert store.get(SITE, STUDY_ID) == study
        assert (study.status, study.patient_ref) == (Status.FAILED, "P-1")

    @pytest.mark.parametrize("status", [Status.PROCESSING, Status.FAILED])
    def test_another_object_waits_for_the_first(self, store: StudyStore, status: Status) -> None:
        claim(store, status=status)

        with pytest.raises(StudyClaimed):
            claim(store, etag="e2")
        assert store.get(SITE, STUDY_ID).object_etag == "e1"

    def test_a_released_study_is_open_to_another_object(self, store: StudyStore) -> None:
        store.create(AWAITING)
        store.release(claim(store, etag="forged"), LATER)

        assert store.get(SITE, STUDY_ID).status is Status.FAILED
        assert claim(store, etag="true").object_etag == "true"

    def test_a_claim_between_the_two_steps_of_a_deletion_is_undone(
        self, store: StudyStore, table: "Table"
    ) -> None:
        claim(store)
        store.delete(SITE, STUDY_ID, LATER)

        with pytest.raises(StudyFinalized):
            claim(store)
        assert not [item for item in table.scan()["Items"] if item["study_id"] == STUDY_ID]
        assert store.is_deleted(SITE, STUDY_ID)

    def test_a_tombstone_of_an_older_release_still_closes_its_study(
        self, store: StudyStore, table: "Table"
    ) -> None:
        store.create(AWAITING)
        table.put_item(Item={**table.scan()["Items"][0], "status": "deleted"})

        with pytest.raises(StudyFinalized):
            claim(store)
        with pytest.raises(StudyNotFound):
            store.get(SITE, STUDY_ID)
        assert store.contains(SITE, STUDY_ID)

    @every_final
    def test_a_final_study_does_not_begin_again(self, store: StudyStore, finish: End) -> None:
        finish(store, claim(store))

        with pytest.raises(StudyFinalized):
            claim(store)
