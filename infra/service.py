"""What runs from its start to its stop."""

from abc import ABC, abstractmethod
from types import TracebackType
from typing import Self


class Service(ABC):
    """Something that runs. As a context, it runs as long as the block."""

    @abstractmethod
    def start(self) -> None:
        """Start, and return once it serves. If that fails, leave nothing running."""

    @abstractmethod
    def stop(self) -> None:
        """Stop, and return once nothing of it runs."""

    def __enter__(self) -> Self:
        """Start."""
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop."""
        self.stop()
