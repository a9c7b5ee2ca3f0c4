"""The studies table: every write is conditional, and only what is expected is translated."""

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cxr.errors import StudyExists, StudyFinalized, StudyNotFound
from cxr.storage.studies.study_lifetimes import AWAITING_UPLOAD_TTL, TOMBSTONE_TTL
from cxr.storage.studies.study_store import StudyStore
from cxr.study import RefusalReason, Status
from tests.support.studies import (
    AWAITING,
    ENDS,
    FINDING,
    LATER,
    NOON,
    SITE,
    STUDY_ID,
    End,
    claim,
    every_end,
    every_final,
)

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


class TestCreate:
    def test_a_created_study_can_be_read(self, store: StudyStore) -> None:
        store.create(AWAITING)

        assert store.get(SITE, STUDY_ID) == AWAITING

    def test_an_orphan_outlives_its_film(self) -> None:
        expired, noncurrent = timedelta(days=30), timedelta(days=15)

        assert expired + noncurrent < AWAITING_UPLOAD_TTL < TOMBSTONE_TTL

    def test_an_orphan_expires(self, store: StudyStore, table: "Table") -> None:
        store.create(AWAITING)

        item = table.get_item(Key={"site": SITE, "study_id": STUDY_ID})["Item"]
        assert item["expires_at"] == int((NOON + AWAITING_UPLOAD_TTL).timestamp())

    def test_a_second_of_the_same_name_is_refused_and_changes_nothing(self, store: StudyStore) -> None:
        store.create(AWAITING)

        with pytest.raises(StudyExists):
            store.create(replace(AWAITING, patient_ref="P-2"))
        assert store.get(SITE, STUDY_ID).patient_ref == "P-1"


class TestGet:
    def test_unknown(self, store: StudyStore) -> None:
        with pytest.raises(StudyNotFound):
            store.get(SITE, STUDY_ID)

    def test_of_another_site(self, store: StudyStore) -> None:
        store.create(AWAITING)

        with pytest.raises(StudyNotFound):
            store.get("elsewhere", STUDY_ID)

    def test_deleted(self, store: StudyStore) -> None:
        store.create(AWAITING)
        store.delete(SITE, STUDY_ID, LATER)

        with pytest.raises(StudyNotFound):
            store.get(SITE, STUDY_ID)


class TestContains:
    def test_only_a_study_of_the_site(self, store: StudyStore) -> None:
        store.create(AWAITING)

        assert store.contains(SITE, STUDY_ID)
        assert not store.contains("elsewhere", STUDY_ID)

    def test_a_deleted_one_too(self, store: StudyStore) -> None:
        store.create(AWAITING)
        store.delete(SITE, STUDY_ID, LATER)

        assert store.contains(SITE, STUDY_ID)


class TestEnd:
    def test_complete_stores_the_finding(self, store: StudyStore) -> None:
        completed = store.complete(claim(store), FINDING, LATER)

        assert (completed.status, completed.finding, completed.updated_at) == (
            Status.COMPLETE,
            FINDING,
            LATER,
        )
        assert store.get(SITE, STUDY_ID) == completed

    def test_refuse_stores_the_reason(self, store: StudyStore) -> None:
        refused = store.refuse(claim(store), RefusalReason.TOO_SMALL, LATER)

        assert (refused.status, refused.reason) == (Status.REFUSED, RefusalReason.TOO_SMALL)
        assert store.get(SITE, STUDY_ID) == refused

    @pytest.mark.parametrize("end", ["complete", "refuse"])
    def test_a_failed_study_can_still_end_well(self, store: StudyStore, end: str) -> None:
        ENDS[end](store, claim(store, status=Status.FAILED))

        assert store.get(SITE, STUDY_ID).status in (Status.COMPLETE, Status.REFUSED)

    @every_end
    @every_final
    def test_a_final_study_stays_as_it_is(
        self, store: StudyStore, table: "Table", end: End, finish: End
    ) -> None:
        study = claim(store)
        finish(store, study)
        before = table.scan()["Items"]

        with pytest.raises(StudyFinalized):
            end(store, study)
        assert table.scan()["Items"] == before

    @every_end
    def test_a_study_of_another_object_cannot_be_ended(self, store: StudyStore, end: End) -> None:
        study = claim(store)

        with pytest.raises(StudyFinalized):
            end(store, replace(study, object_etag="e2"))

    @every_end
    def test_a_study_that_never_began_cannot_be_ended(self, store: StudyStore, end: End) -> None:
        with pytest.raises(StudyFinalized):
            end(store, replace(AWAITING, object_etag="e1"))


class TestDelete:
    def test_a_tombstone_is_left_without_what_was_known(self, store: StudyStore, table: "Table") -> None:
        store.create(AWAITING)
        store.delete(SITE, STUDY_ID, LATER)

        expires_at = int((LATER + TOMBSTONE_TTL).timestamp())
        assert table.scan()["Items"] == [
            {"site": SITE, "study_id": f"deleted#{STUDY_ID}", "expires_at": expires_at}
        ]

    def test_unknown(self, store: StudyStore) -> None:
        with pytest.raises(StudyNotFound):
            store.delete(SITE, STUDY_ID, LATER)

    def test_twice(self, store: StudyStore) -> None:
        store.create(AWAITING)
        store.delete(SITE, STUDY_ID, LATER)

        with pytest.raises(StudyNotFound):
            store.delete(SITE, STUDY_ID, LATER)
