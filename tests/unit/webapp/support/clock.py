"""The time in tests."""

from datetime import UTC, datetime, timedelta


class Clock:
    """A clock that a test advances."""

    def __init__(self) -> None:
        self.now = datetime.now(UTC)

    def __call__(self) -> datetime:
        return self.now

    def advance(self, span: timedelta) -> None:
        self.now += span
