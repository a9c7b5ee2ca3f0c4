"""Whole numbers of a command line."""

from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Callable


def at_least(lowest: int) -> Callable[[str], int]:
    """Return a ``type`` for argparse: a whole number that is ``lowest`` or more."""

    def parse(text: str) -> int:
        if not text.isdecimal() or int(text) < lowest:
            raise ArgumentTypeError(f"{text!r} is not a whole number, {lowest} or more")
        return int(text)

    return parse


def add_whole_number(parser: ArgumentParser, option: str, what: str, *, lowest: int, default: int) -> None:
    """Add an option with its type, range and default in its help, behind ``what``."""
    text = f"{what} (integer, {lowest} or more; default: %(default)s)"
    parser.add_argument(option, type=at_least(lowest), default=default, metavar="N", help=text)
