"""Where and how often things are measured."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Plan:
    """The core to measure on, and how often each thing is measured."""

    core: int
    rounds: int = 12
    films: int = 30
    starts: int = 5
    folder: int = 300
    """Films in the folder that `python -m cxr classify` reads."""
