"""The price of a film on Lambda."""

import pytest

from infra.bench.lambda_emulator.function_package import configured_memory
from infra.bench.sections.lambda_cost import Usage, per_thousand, section

USAGE = {884: Usage(3.0, 2000.0), 1769: Usage(1.0, 80.0)}


def test_a_started_millisecond_is_billed_as_a_whole_one() -> None:
    assert per_thousand(80.01, 1769) == per_thousand(81, 1769)


def test_a_thousand_films_pay_for_gb_seconds_and_requests() -> None:
    assert per_thousand(1000, 1024) == pytest.approx(0.0166667 + 0.0002)


def test_the_memory_is_that_of_the_classify_function() -> None:
    template = "functions:\n  web:\n    memorySize: 512\n  classify:\n    # why\n    memorySize: 1769\n"
    assert configured_memory(template) == 1769


def test_a_template_without_memory_is_an_error() -> None:
    with pytest.raises(LookupError):
        configured_memory("  classify:\n    timeout: 30\n  other:\n    memorySize: 128\n")


def test_the_shipped_template_assigns_memory() -> None:
    assert configured_memory() >= 128


def test_the_bar_is_for_the_configured_memory() -> None:
    (criterion,) = section(1769, USAGE).criteria
    assert (criterion.measured, criterion.met) == ("$ 0.0025", True)


def test_the_calculation_can_be_checked_by_hand() -> None:
    shown = section(1769, USAGE).text.splitlines()[0]
    assert "80 ms" in shown
    assert "$0.0000166667" in shown
    assert shown.endswith("= $0.0025.")
