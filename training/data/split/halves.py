"""Halves pictures that are not split by patient parts: one half to train on, one to hold out."""

from collections.abc import Sequence
from typing import TypeVar

import numpy as np

T = TypeVar("T")


def halve(members: Sequence[T], groups: Sequence[str], seed: int) -> tuple[list[T], list[T]]:
    """Return two halves of ``members``, by halves of their ``groups``: each group is in one half."""
    names = sorted(set(groups))
    np.random.default_rng(seed).shuffle(names)
    first = set(names[::2])
    pairs = list(zip(members, groups, strict=True))
    return [m for m, group in pairs if group in first], [m for m, group in pairs if group not in first]
