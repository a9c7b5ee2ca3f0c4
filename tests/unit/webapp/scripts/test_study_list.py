"""The list of studies in the worklist while films arrive and are deleted."""

from typing import Any

from tests.unit.webapp.support.node import run_script

# Studies are numbered in the order of arrival. A page contains those from `high` down to `low`.
SETTING = """
const { StudyList } = await import(process.argv[1]);
const LONG_AGO = "2026-01-01T00:00:00+00:00";
const id = (number) => String(number).padStart(4, "0");
const study = (number, status = "complete", updated_at = new Date().toISOString()) =>
  ({ study_id: id(number), status, updated_at });
const page = (high, low, ...more) => ({
  studies: Array.from({ length: high - low + 1 }, (_, i) => study(high - i, ...more)),
  cursor: low > 1 ? id(low) : null,
});
const list = new StudyList();
const known = () => list.sorted().map((study) => Number(study.study_id));
const polled = () => list.nextToPoll().map(Number);
const report = (...outcome) => console.log(JSON.stringify(outcome));
"""


def run(program: str) -> Any:
    return run_script("worklist/study_list.js", SETTING + program)


def test_unread_films_beyond_the_first_page_are_polled_until_read() -> None:
    first, second, rest, news = run("""
        list.takeFirstPage(page(40, 1, "processing"));
        list.takeFirstPage(page(64, 40, "processing"));
        const first = polled(), second = polled();
        for (const number of [...first, ...second]) list.put(study(number));
        report(first, second, polled(), list.takeNews().length);
    """)
    assert len(first) == 25
    assert set(first) | set(second) == set(range(1, 40)), "all studies take turns"
    assert rest == []
    assert news == 39


def test_delayed_films_are_polled_one_at_a_time() -> None:
    turns, unfinished = run("""
        list.takeFirstPage(page(4, 1, "awaiting_upload", LONG_AGO));
        list.takeFirstPage(page(28, 4));
        report([polled(), polled(), polled(), polled()], list.unfinished);
    """)
    assert [len(turn) for turn in turns] == [1, 1, 1, 1]
    assert {turn[0] for turn in turns[:3]} == {1, 2, 3}
    assert not unfinished


def test_the_list_restarts_without_a_gap_after_over_a_page_of_new_films() -> None:
    before, after, cursor, older = run("""
        list.takeFirstPage(page(50, 26));
        list.takeOlder(list.cursor, page(25, 1));
        const before = known().length;
        list.takeFirstPage(page(100, 76));
        const after = known(), cursor = Number(list.cursor);
        list.takeOlder(list.cursor, page(75, 51));
        report(before, after, cursor, known());
    """)
    assert before == 50
    assert after == list(range(100, 75, -1))
    assert cursor == 76
    assert older == list(range(100, 50, -1))


def test_older_films_requested_before_a_restart_are_ignored() -> None:
    known, cursor = run("""
        list.takeFirstPage(page(50, 26));
        const before = list.cursor;
        list.takeFirstPage(page(100, 76));
        list.takeOlder(before, page(25, 1));
        report(known(), Number(list.cursor));
    """)
    assert (known, cursor) == (list(range(100, 75, -1)), 76)


def test_older_films_follow_studies_that_have_moved_off_the_first_page() -> None:
    known, cursor = run("""
        list.takeFirstPage(page(50, 26));
        list.takeFirstPage(page(60, 36));
        report(known(), Number(list.cursor));
    """)
    assert (known, cursor) == (list(range(60, 25, -1)), 26)


def test_films_deleted_elsewhere_disappear_from_the_first_page_only() -> None:
    known, emptied = run("""
        list.takeFirstPage(page(50, 26));
        list.takeOlder(list.cursor, page(25, 1));
        const without = page(50, 26);
        without.studies = without.studies.filter((study) => study.study_id !== id(40));
        list.takeFirstPage(without);
        const left = known();
        list.takeFirstPage({ studies: [], cursor: null });
        report(left, known());
    """)
    assert known == [number for number in range(50, 0, -1) if number != 40]
    assert emptied == []


def test_a_shorter_list_reaches_down_to_its_end() -> None:
    known, cursor = run("""
        list.takeFirstPage(page(30, 6));
        list.takeFirstPage({ studies: page(30, 1).studies.filter((_, i) => i % 2), cursor: null });
        report(known(), list.cursor);
    """)
    assert known == list(range(29, 0, -2))
    assert cursor is None
