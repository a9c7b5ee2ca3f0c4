"""The worklist's pages: newest first, full, and without gap or repetition."""

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from boto3.dynamodb.conditions import Key
from ulid import ULID

from cxr.errors import InvalidCursor
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status, Study

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
SITE, ELSEWHERE = "st-marys", "elsewhere"


@pytest.fixture
def ids(store: StudyStore) -> list[str]:
    """Seven studies of the site, newest first, and one of another site."""
    times = [NOON + timedelta(minutes=n) for n in range(7)]
    ids = [str(ULID.from_datetime(time)) for time in times]
    for study_id, time in zip(ids, times, strict=True):
        store.create(Study(SITE, study_id, Status.AWAITING_UPLOAD, time, time))
    store.create(Study(ELSEWHERE, ids[0], Status.AWAITING_UPLOAD, NOON, NOON))
    return ids[::-1]


def test_newest_first_and_of_this_site_alone(store: StudyStore, ids: list[str]) -> None:
    page = store.page(SITE)

    assert [study.study_id for study in page.studies] == ids
    assert page.cursor is None


def test_pages_follow_one_another_without_gap(store: StudyStore, ids: list[str]) -> None:
    first = store.page(SITE, limit=3)
    second = store.page(SITE, first.cursor, limit=3)
    third = store.page(SITE, second.cursor, limit=3)

    seen = [study.study_id for page in (first, second, third) for study in page.studies]
    assert seen == ids
    assert [len(page.studies) for page in (first, second, third)] == [3, 3, 1]
    assert third.cursor is None


def test_a_page_that_ends_the_list_has_no_cursor(store: StudyStore, ids: list[str]) -> None:
    assert store.page(SITE, limit=7).cursor is None


def test_deleted_studies_leave_no_gap(store: StudyStore, ids: list[str]) -> None:
    for study_id in ids[1:4]:
        store.delete(SITE, study_id, NOON)

    page = store.page(SITE, limit=3)
    assert [study.study_id for study in page.studies] == [ids[0], ids[4], ids[5]]
    assert [study.study_id for study in store.page(SITE, page.cursor, limit=3).studies] == [ids[6]]


class _Tombstones:
    """A table whose every item is a tombstone among the studies, as release 0.8.0 left them."""

    def __init__(self, count: int) -> None:
        self.ids = [f"01M9{number:022d}" for number in range(count)][::-1]
        self.queries = 0

    def query(self, **query: Any) -> dict[str, Any]:
        self.queries += 1
        key = query.get("ExclusiveStartKey")
        start = self.ids.index(key["study_id"]) + 1 if key else 0
        read = self.ids[start : start + query["Limit"]]
        more = start + query["Limit"] < len(self.ids)
        return {"Items": [], **({"LastEvaluatedKey": {"site": SITE, "study_id": read[-1]}} if more else {})}


def test_twenty_thousand_tombstones_cost_three_queries_at_most() -> None:
    table = _Tombstones(20_000)
    page = StudyStore(table).page(SITE, limit=25)  # type: ignore[arg-type]
    assert table.queries <= 3
    assert page.studies == ()
    following = StudyStore(table).page(SITE, page.cursor, limit=25)  # type: ignore[arg-type]
    assert following.cursor is not None
    assert page.cursor is not None
    assert following.cursor < page.cursor


def test_deleted_studies_cost_no_query(store: StudyStore, ids: list[str], table: "Table") -> None:
    for study_id in ids[:6]:
        store.delete(SITE, study_id, NOON)
    read = table.query(KeyConditionExpression=Key("site").eq(SITE) & Key("study_id").lt("8"))
    assert [item["study_id"] for item in read["Items"]] == [ids[6]]
    assert [study.study_id for study in store.page(SITE, limit=1).studies] == [ids[6]]


def test_an_empty_site(store: StudyStore) -> None:
    assert store.page(SITE).studies == ()


@pytest.mark.parametrize("cursor", ["nonsense", "01jdb3x4y5z6a7b8c9d0e1f2g3", "{}"])
def test_a_cursor_of_someone_elses_making(store: StudyStore, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        store.page(SITE, cursor)
