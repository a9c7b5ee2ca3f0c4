"""The table that a reader judges the speed by."""

from infra.bench.report import Bar, Section, at_most, bars_table, page, table


def test_a_table_lines_up_in_a_terminal_and_is_markdown() -> None:
    lines = table(("film", "ms"), [("JPEG", "31.0"), ("DICOM, RLE", "7")]).splitlines()
    assert lines == [
        "| film       |   ms |",
        "| ---------- | ---: |",
        "| JPEG       | 31.0 |",
        "| DICOM, RLE |    7 |",
    ]


def test_a_bar_is_met_up_to_its_limit_and_missed_beyond() -> None:
    assert at_most("start", 0.9, 0.9, "s", 2).met
    assert not at_most("start", 0.91, 0.9, "s", 2).met


def test_a_value_that_only_looks_like_its_limit_is_missed() -> None:
    bar = at_most("film", 40.4, 40, "ms")
    assert (bar.measured, bar.verdict) == ("40 ms", "**missed**")


def test_what_was_never_promised_is_neither_met_nor_missed() -> None:
    assert Bar("arithmetic", "30 %", "stated", None).verdict == "-"


def test_the_page_says_of_every_bar_whether_it_is_met() -> None:
    bars = (Bar("model", "1.00 x", "≤ 1.1 x", True), Bar("film", "50 ms", "≤ 40 ms", False))
    sections = [Section("The model", bars[:1], "figures"), Section("A film", bars[1:], "parts")]
    assert bars_table(sections).count("met |") == 1
    written = page("- Date: today", sections)
    assert written.startswith("# Benchmarks\n")
    assert written.index("**missed**") < written.index("## The model") < written.index("## A film")
