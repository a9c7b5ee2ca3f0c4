"""The worklist: its orders, its filters and its pages."""

import random
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from cxr.errors import InvalidCursor
from cxr.storage.studies.study_store import StudyStore
from cxr.storage.worklist import worklist as module
from cxr.storage.worklist.worklist import Worklist
from cxr.storage.worklist.worklist_query import Order, Outcome, WorklistQuery
from cxr.study import Study
from cxr.urgency import Urgency
from tests.support.worklist_studies import KINDS, NOW, SITE, put, study_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

GROUPS = (
    *(
        "positive",
        "uncertain",
        "outside_population",
        ("refused", "failed"),
        "negative",
        "processing",
        "awaiting",
    ),
)


@pytest.fixture
def worklist(table: "Table") -> Worklist:
    return Worklist(table)


def _ids(studies: list[Study] | tuple[Study, ...]) -> list[str]:
    return [study.study_id for study in studies]


def _all_pages(worklist: Worklist, query: WorklistQuery, limit: int = 50) -> list[str]:
    seen: list[str] = []
    cursor = None
    for _ in range(1000):
        page = worklist.page(SITE, query, NOW, cursor, limit)
        seen += _ids(page.studies)
        cursor = page.cursor
        if cursor is None:
            return seen
    raise AssertionError("the list never ends")


def _seeded() -> list[tuple[str, Study]]:
    """200 studies of every kind, read and unread, of the last three hours."""
    chance = random.Random(28)
    kinds = [chance.choice(KINDS) for _ in range(200)]
    return [
        (
            kind,
            study_of(kind, chance.uniform(0, 180), unread=chance.random() < 0.7, patient_ref=f"P-{number}"),
        )
        for number, kind in enumerate(kinds)
    ]


def test_200_studies_are_in_the_order_of_the_specification(worklist: Worklist, table: "Table") -> None:
    seeded = _seeded()
    put(table, [study for _, study in seeded])
    unread = sorted(
        ((kind, study) for kind, study in seeded if study.unread), key=lambda pair: pair[1].study_id
    )
    late = [
        study.study_id
        for kind, study in unread
        if kind != "awaiting" and NOW - study.created_at > timedelta(minutes=60)
    ]
    groups = [
        study.study_id
        for group in GROUPS
        for kind, study in unread
        if kind in group and (kind == group or isinstance(group, tuple)) and study.study_id not in late
    ]
    read = sorted((study.study_id for _, study in seeded if not study.unread), reverse=True)
    assert _all_pages(worklist, WorklistQuery()) == late + groups + read
    assert _all_pages(worklist, WorklistQuery(), limit=7) == late + groups + read


def test_an_unread_negative_of_61_minutes_stands_first(worklist: Worklist, table: "Table") -> None:
    negative = study_of("negative", 61)
    put(table, [study_of("positive", 5), negative, study_of("uncertain", 59), study_of("awaiting", 600)])
    page = worklist.page(SITE, WorklistQuery(), NOW)
    assert page.studies[0] == negative
    assert page.studies[-1].status == "awaiting_upload"


def test_a_negative_of_59_minutes_waits_for_its_turn(worklist: Worklist, table: "Table") -> None:
    put(table, [study_of("negative", 59), study_of("positive", 5)])
    assert [
        study.finding.label for study in worklist.page(SITE, WorklistQuery(), NOW).studies if study.finding
    ] == [
        "positive",
        "negative",
    ]


def test_by_probability_films_outside_the_population_come_last(worklist: Worklist, table: "Table") -> None:
    put(table, [study_of(kind, number) for number, kind in enumerate(KINDS)])
    page = worklist.page(SITE, WorklistQuery(Order.PROBABILITY), NOW)
    labels = [study.finding.label if study.finding else None for study in page.studies]
    assert labels == ["positive", "uncertain", "negative", *[None] * 5]


def test_references_are_sorted_as_people_count(worklist: Worklist, table: "Table") -> None:
    references = ["P-10", None, "p-2", "A-1"]
    put(table, [study_of("negative", 5, patient_ref=reference) for reference in references])
    page = worklist.page(SITE, WorklistQuery(Order.REFERENCE), NOW)
    assert [study.patient_ref for study in page.studies] == ["A-1", "p-2", "P-10", None]


@pytest.mark.parametrize("order", Order)
def test_pages_follow_without_gap_or_repeat_in_every_order(
    worklist: Worklist, table: "Table", order: Order
) -> None:
    studies = [
        study_of(kind, minutes, unread=minutes % 2 == 0, patient_ref="P-1" if minutes % 3 else None)
        for minutes, kind in enumerate(KINDS * 2)
    ]
    put(table, studies)
    for limit in (1, 3, 8):
        assert sorted(_all_pages(worklist, WorklistQuery(order), limit)) == sorted(_ids(studies))


@pytest.mark.parametrize("order", Order)
def test_each_outcome_can_be_asked_for(worklist: Worklist, table: "Table", order: Order) -> None:
    studies = {kind: study_of(kind, number, unread=number % 2 == 0) for number, kind in enumerate(KINDS)}
    put(table, list(studies.values()))
    for outcome in Outcome:
        wanted = studies["awaiting" if outcome is Outcome.AWAITING_UPLOAD else outcome]
        query = WorklistQuery(order, outcomes=frozenset({outcome}))
        assert _all_pages(worklist, query) == [wanted.study_id]


@pytest.mark.parametrize("order", Order)
def test_filters_narrow_every_order(worklist: Worklist, table: "Table", order: Order) -> None:
    wanted = study_of("positive", 30, patient_ref="Ward 3")
    put(
        table,
        [
            wanted,
            replace(study_of("positive", 31, patient_ref="Ward 3"), source="inbox"),
            study_of("positive", 32, patient_ref="Ward 3", unread=False),
            study_of("positive", 33, patient_ref="Ward 4"),
            study_of("negative", 34, patient_ref="Ward 3"),
            study_of("positive", 50, patient_ref="Ward 3"),
            study_of("positive", 10, patient_ref="Ward 3"),
            study_of("positive", 30, patient_ref="Ward 3", site="elsewhere"),
        ],
    )
    query = WorklistQuery(
        order,
        unread_only=True,
        outcomes=frozenset({Outcome.POSITIVE, Outcome.UNCERTAIN}),
        source="upload",
        since=NOW - timedelta(minutes=40),
        until=NOW - timedelta(minutes=20),
        search="wARD 3",
    )
    assert worklist.page(SITE, query, NOW).studies == (wanted,)


def test_unread_studies_are_counted_by_group(worklist: Worklist, table: "Table") -> None:
    put(table, [study_of(kind, 1) for kind in ("positive", "positive", "refused", "failed")])
    put(table, [study_of("negative", 1, unread=False)])
    assert worklist.unread_counts(SITE) == ({Urgency.POSITIVE: 2, Urgency.WITHOUT_FINDING: 2}, False)


def test_a_list_that_is_cut_says_so(
    worklist: Worklist, table: "Table", monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_SORTED", 3)
    put(table, [study_of("negative", minutes) for minutes in range(3)])
    assert not worklist.page(SITE, WorklistQuery(Order.PROBABILITY), NOW).is_cut
    put(table, [study_of("positive", 9)])
    assert worklist.page(SITE, WorklistQuery(Order.PROBABILITY), NOW).is_cut
    assert worklist.unread_counts(SITE)[1]


def test_deleted_studies_are_in_no_list(worklist: Worklist, table: "Table") -> None:
    deleted = study_of("positive", 5)
    put(table, [deleted])
    StudyStore(table).delete(SITE, deleted.study_id, NOW)
    for order in Order:
        assert worklist.page(SITE, WorklistQuery(order), NOW).studies == ()
    assert worklist.get_many(SITE, [deleted.study_id]) == ()


@pytest.mark.parametrize("cursor", ["nonsense", "e30=", "bnVsbA==", "W10=", "\N{SNOWMAN}"])
def test_a_cursor_of_someone_elses_making_is_refused(worklist: Worklist, cursor: str) -> None:
    with pytest.raises(InvalidCursor):
        worklist.page(SITE, WorklistQuery(), NOW, cursor)


def test_a_cursor_of_another_order_is_refused(worklist: Worklist, table: "Table") -> None:
    put(table, [study_of("positive", minutes) for minutes in range(3)])
    cursor = worklist.page(SITE, WorklistQuery(), NOW, limit=1).cursor
    with pytest.raises(InvalidCursor):
        worklist.page(SITE, WorklistQuery(Order.NEWEST), NOW, cursor)
