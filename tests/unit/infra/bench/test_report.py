"""The page shows every figure, its limit and whether the limit is kept."""

import pytest

from infra.bench.report import Criterion, Section, at_most, fill_section, page, table


def test_a_table_is_markdown_with_aligned_columns() -> None:
    lines = table(("film", "ms"), [("JPEG", "31.0"), ("DICOM, RLE", "7")]).splitlines()
    assert lines == [
        "| film       |   ms |",
        "| ---------- | ---: |",
        "| JPEG       | 31.0 |",
        "| DICOM, RLE |    7 |",
    ]


def test_a_bar_is_met_at_its_limit_and_missed_above() -> None:
    assert at_most("start", 0.9, 0.9, "s", 2).met
    assert not at_most("start", 0.91, 0.9, "s", 2).met


def test_a_value_that_rounds_to_its_limit_is_missed() -> None:
    criterion = at_most("film", 40.4, 40, "ms")
    assert (criterion.measured, criterion.verdict) == ("40 ms", "**missed**")


def test_a_figure_without_a_limit_is_neither_met_nor_missed() -> None:
    assert Criterion("arithmetic", "30 %").verdict == "-"


def test_the_page_lists_every_bar_before_the_sections() -> None:
    criteria = (Criterion("model", "1.00 x", "≤ 1.1 x", True), Criterion("film", "50 ms", "≤ 40 ms", False))
    sections = [Section("The model", criteria[:1], "figures"), Section("A film", criteria[1:], "parts")]
    written = page("- Date: today", sections)
    assert written.count("met |") == 1
    assert written.startswith("# Benchmarks\n")
    assert written.index("**missed**") < written.index("## The model") < written.index("## A film")


def test_a_section_has_its_text_with_all_figures_filled_in() -> None:
    section = fill_section("Throughput", [], films=300, table="| jobs |")
    assert section.text.startswith("A folder of 300 JPEG films")
    assert section.text.endswith("| jobs |")


def test_a_section_without_one_of_its_figures_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill_section("Throughput", [], films=300)
