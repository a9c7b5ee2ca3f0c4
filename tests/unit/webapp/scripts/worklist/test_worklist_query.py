"""What the worklist asks for: in the address, and of the API."""

from typing import Any

from tests.unit.webapp.support.node import run_script

SETTING = """
const { fromAddress, toAddress, toRequest, isFiltered } = await import(process.argv[1]);
const report = (...outcome) => console.log(JSON.stringify(outcome));
"""


def run(program: str) -> Any:
    return run_script("worklist/query.js", SETTING + program)


def test_an_address_says_the_same_as_the_form() -> None:
    address, back, empty = run("""
        const given = { order: "newest", unread: true, outcome: "positive", source: "inbox" };
        const query = { ...given, since: "2026-11-01", until: "" };
        const address = toAddress(query);
        report(address, toAddress(fromAddress(address)), toAddress(fromAddress("")));
    """)
    assert address == back == "?order=newest&unread=1&outcome=positive&source=inbox&since=2026-11-01"
    assert empty == ""


def test_a_search_is_never_part_of_the_address() -> None:
    address, request, filtered = run("""
        const query = { ...fromAddress(""), search: "P-17" };
        report(toAddress(query), toRequest(query).search, isFiltered(query));
    """)
    assert (address, request, filtered) == ("", "P-17", True)


def test_the_last_day_counts_as_a_whole() -> None:
    since, until, outcomes = run("""
        const query = { ...fromAddress(""), since: "2026-11-27", until: "2026-11-28" };
        const request = toRequest({ ...query, outcome: "without_finding" });
        report(request.since, request.until, request.outcomes);
    """)
    assert outcomes == ["refused", "failed"]
    assert (int(until[8:10]) - int(since[8:10])) % 30 in {2, 1}
    assert since.endswith("Z")
