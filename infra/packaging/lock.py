"""Reads the part of a lock file that holds for a target."""

from collections.abc import Iterator
from pathlib import Path

from pip._vendor.packaging.requirements import Requirement

from infra.packaging.targets import Target


def requirements_for(target: Target, lock: Path) -> list[str]:
    """Return the lock's requirements whose markers hold on `target`, with hashes and without markers."""
    kept = []
    for line in _logical_lines(lock.read_text()):
        requirement_text, *hashes = line.split(" --hash=")
        requirement = Requirement(requirement_text)
        if requirement.marker is None or requirement.marker.evaluate(dict(target.markers)):
            requirement.marker = None
            kept.append(" --hash=".join([str(requirement), *hashes]))
    return kept


def _logical_lines(text: str) -> Iterator[str]:
    """Yield the lines, single-spaced, with continuations joined and comments dropped."""
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip() and not line.lstrip().startswith("#"):
            yield " ".join(line.split())
