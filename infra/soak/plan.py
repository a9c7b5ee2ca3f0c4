"""What a soak puts into the inbox, and how each film must end."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from cxr.study import Status
from infra.local.settings import SAMPLES

_EVERY_TRUNCATED, _EVERY_FOREIGN = 20, 50
"""One film in so many is cut off in the middle, or is a photograph."""

EVERY_DUPLICATE, EVERY_JUNK = 10, 40
"""One film in so many is announced twice, or is followed by a message that announces nothing."""


@dataclass(frozen=True, slots=True)
class Film:
    """A film of a soak: its number, its file, and the status that its study must have in the end."""

    number: int
    content: bytes
    ending: Status

    @property
    def name(self) -> str:
        """Return the name of its object in the inbox."""
        return f"{self.number:06}.jpg"

    @property
    def is_announced_twice(self) -> bool:
        """Return whether its announcement comes a second time, as SQS may deliver one."""
        return self.number % EVERY_DUPLICATE == 0

    @property
    def is_followed_by_junk(self) -> bool:
        """Return whether a message that no one can read comes after it."""
        return self.number % EVERY_JUNK == 0


def films(count: int) -> Iterator[Film]:
    """Yield the films, the same for each run: chests, and among them what no reader can judge."""
    chests = [_content(path.name) for path in sorted(SAMPLES.glob("[np]*-[0-9].jpg"))]
    for number in range(count):
        chest = chests[number % len(chests)]
        if number % _EVERY_TRUNCATED == 7:
            yield Film(number, chest[: len(chest) // 3], Status.REFUSED)
        elif number % _EVERY_FOREIGN == 13:
            yield Film(number, _content("not-an-xray-letter.jpg"), Status.REFUSED)
        else:
            yield Film(number, chest, Status.COMPLETE)


@cache
def _content(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()
