"""What is measured, where and how often."""

from dataclasses import dataclass

from cxr.inference.model_card import ModelCard


@dataclass(frozen=True, slots=True)
class Plan:
    """The shipped model's card, the core to measure on, and how often each thing is measured."""

    card: ModelCard
    core: int
    rounds: int = 12
    films: int = 30
    starts: int = 5
    folder: int = 300
    """Films in the folder that `python -m cxr classify` reads."""
