"""The rows of the worklist while films arrive, end and disappear."""

from typing import Any

from tests.unit.webapp.support.node import run_script

SETTING = """
const { StudyList } = await import(process.argv[1]);
const time = (minute) => `2026-11-28T09:${String(minute).padStart(2, "0")}:00+00:00`;
const now = new Date().toISOString();
const study = (number, status = "complete", minute = 0) =>
  ({ study_id: String(number), status, updated_at: status === "processing" ? now : time(minute) });
const page = (studies, { cursor = null, also = [], as_of = time(10), order = "to_do" } = {}) =>
  ({ studies, cursor, also, as_of, order });
const list = new StudyList();
const shown = () => list.rows.map((row) => `${row.study_id}${row.deleted ? " deleted" : ""}`);
const report = (...outcome) => console.log(JSON.stringify(outcome));
"""


def run(program: str) -> Any:
    return run_script("worklist/study_list.js", SETTING + program)


def test_new_studies_are_counted_and_wait() -> None:
    before, news, after = run("""
        list.show(page([study(2), study(1)]));
        list.update(page([study(4, "complete", 11), study(3, "complete", 12), study(2), study(1)]));
        const before = shown(), news = [...list.news];
        list.show(list.latest);
        report(before, news, [...shown(), list.news.size]);
    """)
    assert before == ["2", "1"]
    assert news == ["4", "3"]
    assert after == ["4", "3", "2", "1", 0]


def test_a_study_that_ends_changes_in_its_place() -> None:
    rows, status, news, finished = run("""
        list.show(page([study(2), study(1, "processing")]));
        list.update(page([study(1, "complete", 11), study(2)]));
        report(shown(), list.rows[1].status, [...list.news], list.takeFinished().map((one) => one.study_id));
    """)
    assert (rows, status) == (["2", "1"], "complete")
    assert (news, finished) == (["1"], ["1"])


def test_a_study_that_its_reader_waits_for_is_finished_when_it_first_comes() -> None:
    first, again = run("""
        list.show(page([study(1)]));
        const later = page([study(3, "complete", 12), study(2, "complete", 11), study(1)]);
        const take = () => list.update(later, [], ["2"]);
        const finished = () => list.takeFinished().map((one) => one.study_id);
        take();
        const first = finished();
        list.show(list.latest);
        take();
        report(first, finished());
    """)
    assert (first, again) == (["2"], [])


def test_what_only_moved_up_to_the_first_page_is_not_new() -> None:
    (news,) = run("""
        list.show(page([study(3), study(2)], { cursor: "more" }));
        list.update(page([study(2), study(1)], { cursor: "more" }), []);
        report([...list.news]);
    """)
    assert news == []


def test_a_study_that_is_gone_is_shown_as_deleted() -> None:
    rows, asked = run("""
        list.show(page([study(3), study(2), study(1)]));
        list.update(page([study(3), study(1)]));
        const asked = list.toAskFor();
        list.update(page([study(3), study(1)]), asked);
        report(shown(), asked);
    """)
    assert asked == ["2"]
    assert rows == ["3", "2 deleted", "1"]


def test_unfinished_studies_are_asked_for_first_and_the_others_in_turns() -> None:
    first, second = run("""
        list.show(page([study(1), study(2), study(3), study(4, "processing")]));
        list.update(page([]), []);
        report(list.toAskFor(2), list.toAskFor(2));
    """)
    assert first == ["4", "1"]
    assert second == ["4", "2"]


def test_a_page_of_an_earlier_list_is_ignored() -> None:
    (rows,) = run("""
        list.show(page([study(9)], { cursor: "old" }));
        list.show(page([study(5)], { cursor: "new" }));
        list.append("old", page([study(8)]));
        list.append("new", page([study(5), study(4)]));
        report(shown());
    """)
    assert rows == ["5", "4"]


def test_a_study_that_is_withheld_is_out_of_sight_until_it_is_given_back() -> None:
    withheld, news, back = run("""
        list.show(page([study(3), study(2), study(1)]));
        list.withheld.add("2");
        list.update(page([study(3), study(2), study(1)]));
        const withheld = shown(), news = list.news.size;
        list.withheld.delete("2");
        report(withheld, news, shown());
    """)
    assert (withheld, news, back) == (["3", "1"], 0, ["3", "2", "1"])
