"""Verdicts are kept as they were given."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from botocore.exceptions import ClientError

from cxr.storage.studies.study_store import StudyStore
from cxr.storage.verdicts.verdict_notes import VerdictNotes
from cxr.storage.verdicts.verdict_store import VerdictStore
from cxr.verdict import OpinionShown
from tests.support.verdicts import NOON, OUTSIDE, opinion, study_id, verdict

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

SITE = "st-marys"
FIRST = verdict(1, "agree", None, opinion("positive"))
SECOND = verdict(
    1, "disagree", "other", opinion("positive"), minute=5, reader="sub-2", note="Old scar.\nSee 2024."
)
BARE = verdict(2, None, "none", OUTSIDE, reader_email=None, before_opinion=True)


@pytest.fixture
def verdicts_table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("VerdictsTable")


@pytest.fixture
def verdicts(verdicts_table: "Table", table: "Table") -> VerdictStore:
    return VerdictStore(verdicts_table, VerdictNotes(table))


def test_a_change_of_mind_is_another_verdict(verdicts: VerdictStore) -> None:
    for one in (SECOND, FIRST, BARE):
        verdicts.add(SITE, one)
    assert verdicts.of_study(SITE, study_id(1)).verdicts == (FIRST, SECOND)
    assert verdicts.of_study(SITE, study_id(2)).verdicts == (BARE,)


def test_the_same_verdict_twice_is_one(verdicts: VerdictStore) -> None:
    verdicts.add(SITE, FIRST)
    verdicts.add(SITE, FIRST)
    assert verdicts.of_site(SITE).verdicts == (FIRST,)


def test_two_verdicts_of_one_millisecond_are_both_kept(verdicts: VerdictStore) -> None:
    for reader in ("sub-1", "sub-2"):
        verdicts.add(SITE, replace(FIRST, reader=reader))
    assert {one.reader for one in verdicts.of_site(SITE).verdicts} == {"sub-1", "sub-2"}


def test_a_request_for_the_opinion_is_no_verdict(verdicts: VerdictStore) -> None:
    shown = OpinionShown(study_id(1), "sub-3", NOON)
    verdicts.add_shown(SITE, shown)
    verdicts.add(SITE, FIRST)
    readings = verdicts.of_study(SITE, study_id(1))
    assert (readings.verdicts, readings.shown) == ((FIRST,), (shown,))
    assert readings.opened_by("sub-1") == readings.opened_by("sub-3") == {study_id(1)}
    assert readings.opened_by("sub-2") == set()


def test_some_films_get_their_own_verdicts_alone(verdicts: VerdictStore) -> None:
    every = [verdict(film, "agree", None, opinion("negative")) for film in range(1, 5)]
    for one in every:
        verdicts.add(SITE, one)
        verdicts.add("st-johns", replace(one, reader="sub-9"))
    found = verdicts.of_studies(SITE, {study_id(2), study_id(4)})
    assert found.verdicts == (every[1], every[3])
    assert verdicts.of_studies(SITE, []).verdicts == ()


def test_an_entry_that_was_overwritten_is_left_out_and_counted(
    verdicts: VerdictStore, verdicts_table: "Table"
) -> None:
    verdicts.add(SITE, FIRST)
    verdicts.add(SITE, BARE)
    item: dict[str, Any] = verdicts_table.scan()["Items"][0]
    for forged in ({**item, "said": "unsure"}, {"site": SITE, "entry": item["entry"]}):
        verdicts_table.put_item(Item=forged)
        readings = verdicts.of_site(SITE)
        assert (len(readings.verdicts), readings.altered) == (1, 1)


def test_a_note_goes_with_its_study_and_the_verdict_stays(
    verdicts: VerdictStore, table: "Table", store: StudyStore
) -> None:
    other = replace(BARE, note="A third")
    verdicts.add(SITE, SECOND)
    verdicts.add(SITE, other)
    assert store.page(SITE).studies == (), "notes are no studies"
    for _ in range(2):
        verdicts.delete_notes(SITE, study_id(1))
    assert verdicts.of_site(SITE, with_notes=True).verdicts == (other, replace(SECOND, note=None))
    assert [item["note"] for item in table.scan()["Items"]] == ["A third"]


def test_a_fault_of_the_table_is_not_taken_for_a_repetition(
    verdicts: VerdictStore, verdicts_table: "Table"
) -> None:
    verdicts_table.delete()
    with pytest.raises(ClientError):
        verdicts.add(SITE, FIRST)
