"""Options of commands that take a whole number."""

from argparse import ArgumentParser, ArgumentTypeError

import pytest

from cxr.cli.whole_numbers import add_whole_number, at_least


def test_the_lowest_number_is_taken() -> None:
    assert at_least(2)("2") == 2


@pytest.mark.parametrize("text", ["1", "-3", "2.5", "many", ""])
def test_what_is_below_or_not_whole_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match="2 or more"):
        at_least(2)(text)


def test_the_help_of_a_number_has_its_range_and_default() -> None:
    parser = ArgumentParser()
    add_whole_number(parser, "--films", "films to read", lowest=2, default=20)
    assert "--films N   films to read (integer, 2 or more; default: 20)" in parser.format_help()
    assert parser.parse_args([]).films == 20
