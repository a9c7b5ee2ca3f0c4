"""Times that can be compared."""

import time
from collections.abc import Callable, Mapping
from statistics import median


class NotMeasured(Exception):
    """Something could not be measured on this machine. The message is the reason."""


def median_times(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the median milliseconds of each call.

    Each is called once a round, so that a slow spell of the machine affects all of them. The first round
    warms caches and is not counted.
    """
    rounds_taken = [{name: milliseconds(call) for name, call in calls.items()} for _ in range(rounds + 1)]
    return {name: median(taken[name] for taken in rounds_taken[1:]) for name in calls}


def milliseconds(call: Callable[[], object]) -> float:
    """Return how long one call takes."""
    started = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - started)
