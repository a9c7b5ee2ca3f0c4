"""The studies table: every write is conditional, and only what is expected is translated."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from cxr.errors import StudyClaimed, StudyExists, StudyFinalized, StudyNotFound
from cxr.storage.study_store import AWAITING_UPLOAD_TTL, TOMBSTONE_TTL, StudyStore
from cxr.study import UNASSIGNED_SITE, Finding, Label, RefusalReason, Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

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


@pytest.fixture
def table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("StudiesTable")


@pytest.fixture
def store(table: "Table") -> StudyStore:
    return StudyStore(table)


def begin(store: StudyStore, etag: str = "e1", status: Status = Status.PROCESSING) -> Study:
    return store.claim(SITE, STUDY_ID, etag, "inbox", NOON, status=status)


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


class TestHolds:
    def test_only_a_study_of_the_site(self, store: StudyStore) -> None:
        store.create(AWAITING)

        assert store.contains(SITE, STUDY_ID)
        assert not store.contains("elsewhere", STUDY_ID)

    def test_a_deleted_one_too(self, store: StudyStore) -> None:
        store.create(AWAITING)
        store.delete(SITE, STUDY_ID, LATER)

        assert store.contains(SITE, STUDY_ID)


class TestBegin:
    def test_an_awaiting_study_keeps_what_is_known_of_it(self, store: StudyStore) -> None:
        store.create(AWAITING)

        study = store.claim(SITE, STUDY_ID, "e1", "inbox", LATER)

        assert study == replace(AWAITING, status=Status.PROCESSING, object_etag="e1", updated_at=LATER)
        assert store.get(SITE, STUDY_ID) == study

    def test_an_inbox_film_gets_a_study(self, store: StudyStore) -> None:
        begin(store)

        study = store.get(SITE, STUDY_ID)
        assert (study.status, study.source, study.created_at) == (Status.PROCESSING, "inbox", NOON)

    def test_a_study_with_a_film_no_longer_expires(self, store: StudyStore, table: "Table") -> None:
        store.create(AWAITING)
        begin(store)

        assert "expires_at" not in table.get_item(Key={"site": SITE, "study_id": STUDY_ID})["Item"]

    @every_end
    def test_a_study_that_nobody_could_delete_expires_with_its_original(
        self, table: "Table", end: End
    ) -> None:
        store = StudyStore(table, timedelta(days=7))

        end(store, store.claim(UNASSIGNED_SITE, STUDY_ID, "e1", "inbox", NOON))

        item = table.get_item(Key={"site": UNASSIGNED_SITE, "study_id": STUDY_ID})["Item"]
        assert item["expires_at"] == int((NOON + timedelta(days=7)).timestamp())

    def test_the_same_object_may_begin_again(self, store: StudyStore) -> None:
        assert begin(store) == begin(store)

    def test_the_same_object_may_begin_again_after_a_failure(self, store: StudyStore) -> None:
        begin(store, status=Status.FAILED)

        assert begin(store).status is Status.PROCESSING

    def test_a_last_attempt_begins_as_failed(self, store: StudyStore) -> None:
        store.create(AWAITING)

        study = store.claim(SITE, STUDY_ID, "e1", "upload", LATER, status=Status.FAILED)
        assert store.get(SITE, STUDY_ID) == study
        assert (study.status, study.patient_ref) == (Status.FAILED, "P-1")

    @pytest.mark.parametrize(
        ("status", "refusal"), [(Status.PROCESSING, StudyClaimed), (Status.FAILED, StudyFinalized)]
    )
    def test_another_object_comes_too_late(
        self, store: StudyStore, status: Status, refusal: type[Exception]
    ) -> None:
        begin(store, status=status)

        with pytest.raises(refusal):
            begin(store, etag="e2")
        assert store.get(SITE, STUDY_ID).object_etag == "e1"

    def test_a_released_study_is_open_to_another_object(self, store: StudyStore) -> None:
        store.create(AWAITING)
        store.release(begin(store, etag="forged"), LATER)

        assert store.get(SITE, STUDY_ID).status is Status.FAILED
        assert begin(store, etag="true").object_etag == "true"

    def test_a_claim_between_the_two_steps_of_a_deletion_is_undone(
        self, store: StudyStore, table: "Table"
    ) -> None:
        begin(store)
        store.delete(SITE, STUDY_ID, LATER)

        with pytest.raises(StudyFinalized):
            begin(store)
        assert not [item for item in table.scan()["Items"] if item["study_id"] == STUDY_ID]
        assert store.is_deleted(SITE, STUDY_ID)

    def test_a_tombstone_of_an_older_release_still_closes_its_study(
        self, store: StudyStore, table: "Table"
    ) -> None:
        store.create(AWAITING)
        table.put_item(Item={**table.scan()["Items"][0], "status": "deleted"})

        with pytest.raises(StudyFinalized):
            begin(store)
        with pytest.raises(StudyNotFound):
            store.get(SITE, STUDY_ID)
        assert store.contains(SITE, STUDY_ID)

    @every_final
    def test_a_final_study_does_not_begin_again(self, store: StudyStore, finish: End) -> None:
        finish(store, begin(store))

        with pytest.raises(StudyFinalized):
            begin(store)


class TestEnd:
    def test_complete_stores_the_finding(self, store: StudyStore) -> None:
        completed = store.complete(begin(store), FINDING, LATER)

        assert (completed.status, completed.finding, completed.updated_at) == (
            Status.COMPLETE,
            FINDING,
            LATER,
        )
        assert store.get(SITE, STUDY_ID) == completed

    def test_refuse_stores_the_reason(self, store: StudyStore) -> None:
        refused = store.refuse(begin(store), RefusalReason.TOO_SMALL, LATER)

        assert (refused.status, refused.reason) == (Status.REFUSED, RefusalReason.TOO_SMALL)
        assert store.get(SITE, STUDY_ID) == refused

    @pytest.mark.parametrize("end", ["complete", "refuse"])
    def test_a_failed_study_can_still_end_well(self, store: StudyStore, end: str) -> None:
        ENDS[end](store, begin(store, status=Status.FAILED))

        assert store.get(SITE, STUDY_ID).status in (Status.COMPLETE, Status.REFUSED)

    @every_end
    @every_final
    def test_a_final_study_stays_as_it_is(
        self, store: StudyStore, table: "Table", end: End, finish: End
    ) -> None:
        study = begin(store)
        finish(store, study)
        before = table.scan()["Items"]

        with pytest.raises(StudyFinalized):
            end(store, study)
        assert table.scan()["Items"] == before

    @every_end
    def test_a_study_of_another_object_cannot_be_ended(self, store: StudyStore, end: End) -> None:
        study = begin(store)

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
