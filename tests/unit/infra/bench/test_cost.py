"""What a film costs."""

import pytest

from infra.bench import cost
from infra.bench.lambda_cost import Spent, section


def test_a_second_of_one_gigabyte_is_a_gb_second() -> None:
    assert cost.gb_seconds(1000, 1024) == 1


def test_a_begun_millisecond_is_billed_whole() -> None:
    assert cost.per_thousand(80.01, 1769) == cost.per_thousand(81, 1769)


def test_a_thousand_films_pay_for_time_and_requests() -> None:
    assert cost.per_thousand(1000, 1024) == pytest.approx(0.0166667 + 0.0002)


def test_the_arithmetic_can_be_checked_by_hand() -> None:
    shown = cost.arithmetic(80, 1769)
    assert "80 ms" in shown
    assert "0.0000166667" in shown
    assert shown.endswith("= $0.0025")


def test_the_memory_is_that_of_the_function_that_reads_films() -> None:
    template = "functions:\n  web:\n    memorySize: 512\n  classify:\n    # why\n    memorySize: 1769\n"
    assert cost.configured_memory(template) == 1769


def test_a_template_without_memory_is_no_measurement() -> None:
    with pytest.raises(LookupError):
        cost.configured_memory("  classify:\n    timeout: 30\n  other:\n    memorySize: 128\n")


def test_the_shipped_template_says_how_much_memory_there_is() -> None:
    assert cost.configured_memory() >= 128


def test_the_bar_is_that_of_the_configured_memory() -> None:
    spent = {884: Spent(3.0, 2000.0), 1769: Spent(1.0, 80.0)}
    (bar,) = section(1769, spent).bars
    assert (bar.measured, bar.met) == ("$ 0.0025", True)
