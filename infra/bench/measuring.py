"""Times of several contenders, taken in turns, and what is said of them."""

import time
from collections.abc import Callable, Mapping
from statistics import median
from typing import TypeVar


class NotMeasured(Exception):
    """Something could not be measured on this machine; the message is the reason."""


Times = list[float]
_Name = TypeVar("_Name")


def in_turns(contenders: Mapping[_Name, Callable[[], Times]], rounds: int) -> dict[_Name, Times]:
    """Let each contender run in each round, so that a slow spell of the machine falls on all of them.

    A contender gives the milliseconds of what it has done when it is called. The first of them warm
    caches and are left out.
    """
    taken: dict[_Name, Times] = {name: [] for name in contenders}
    for number in range(rounds + 1):
        for name, run in contenders.items():
            times = run()
            if number:
                taken[name] += times
    return taken


def milliseconds(run: Callable[[], object]) -> float:
    """How long one call takes."""
    started = time.perf_counter()
    run()
    return 1000 * (time.perf_counter() - started)


def medians(taken: Mapping[_Name, Times]) -> dict[_Name, float]:
    """The middle of each one's times."""
    return {name: median(times) for name, times in taken.items()}


def to_fastest(times: Mapping[_Name, float]) -> dict[_Name, float]:
    """How many times the fastest's each time is."""
    fastest = min(times.values())
    return {name: value / fastest for name, value in times.items()}
