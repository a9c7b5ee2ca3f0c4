"""What the worklist knows of the studies while films come and go."""

from typing import Any

from tests.unit.webapp.support.node import run_script

# Studies are numbered in the order of their coming; a page holds those from `high` down to `low`.
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
const asked = () => list.nextToAsk().map(Number);
const say = (...outcome) => console.log(JSON.stringify(outcome));
"""


def run(program: str) -> Any:
    return run_script("worklist/study_list.js", SETTING + program)


def test_films_that_left_the_first_page_unread_are_asked_about_until_they_are_read() -> None:
    first, second, rest, news = run("""
        list.takeFirstPage(page(40, 1, "processing"));
        list.takeFirstPage(page(64, 40, "processing"));
        const first = asked(), second = asked();
        for (const number of [...first, ...second]) list.put(study(number));
        say(first, second, asked(), list.takeNews().length);
    """)
    assert len(first) == 25
    assert set(first) | set(second) == set(range(1, 40)), "each has its turn"
    assert rest == []
    assert news == 39


def test_of_films_that_have_waited_for_long_one_at_a_time_is_asked_about() -> None:
    turns, unfinished = run("""
        list.takeFirstPage(page(4, 1, "awaiting_upload", LONG_AGO));
        list.takeFirstPage(page(28, 4));
        say([asked(), asked(), asked(), asked()], list.unfinished);
    """)
    assert [len(turn) for turn in turns] == [1, 1, 1, 1]
    assert {turn[0] for turn in turns[:3]} == {1, 2, 3}
    assert not unfinished


def test_after_more_than_a_page_of_new_films_the_list_begins_anew_without_a_gap() -> None:
    before, after, cursor, older = run("""
        list.takeFirstPage(page(50, 26));
        list.takeOlder(list.cursor, page(25, 1));
        const before = known().length;
        list.takeFirstPage(page(100, 76));
        const after = known(), cursor = Number(list.cursor);
        list.takeOlder(list.cursor, page(75, 51));
        say(before, after, cursor, known());
    """)
    assert before == 50
    assert after == list(range(100, 75, -1))
    assert cursor == 76
    assert older == list(range(100, 50, -1))


def test_older_films_that_come_after_the_list_began_anew_are_not_taken() -> None:
    known, cursor = run("""
        list.takeFirstPage(page(50, 26));
        const before = list.cursor;
        list.takeFirstPage(page(100, 76));
        list.takeOlder(before, page(25, 1));
        say(known(), Number(list.cursor));
    """)
    assert (known, cursor) == (list(range(100, 75, -1)), 76)


def test_older_films_follow_on_what_is_shown_when_some_have_moved_off_the_first_page() -> None:
    known, cursor = run("""
        list.takeFirstPage(page(50, 26));
        list.takeFirstPage(page(60, 36));
        say(known(), Number(list.cursor));
    """)
    assert (known, cursor) == (list(range(60, 25, -1)), 26)


def test_films_deleted_elsewhere_disappear_from_the_first_page_alone() -> None:
    known, emptied = run("""
        list.takeFirstPage(page(50, 26));
        list.takeOlder(list.cursor, page(25, 1));
        const without = page(50, 26);
        without.studies = without.studies.filter((study) => study.study_id !== id(40));
        list.takeFirstPage(without);
        const left = known();
        list.takeFirstPage({ studies: [], cursor: null });
        say(left, known());
    """)
    assert known == [number for number in range(50, 0, -1) if number != 40]
    assert emptied == []


def test_a_shorter_list_reaches_down_to_its_end() -> None:
    known, cursor = run("""
        list.takeFirstPage(page(30, 6));
        list.takeFirstPage({ studies: page(30, 1).studies.filter((_, i) => i % 2), cursor: null });
        say(known(), list.cursor);
    """)
    assert known == list(range(29, 0, -2))
    assert cursor is None
