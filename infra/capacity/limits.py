"""What AWS allows, and how many films that is."""

from dataclasses import dataclass

from infra.capacity.film import Usage

KEPT_SECONDS = 10 * 24 * 60 * 60
"""How long a lane keeps a film's announcement (infra/queue.yml)."""

WRITES_A_PARTITION = 1000
"""Write units a second of one DynamoDB partition. All studies of a site begin in one, and their sort keys
only grow. So a split does not spread the newest ones: this binds each site for itself."""

WRITES_A_PREFIX = 3500
"""Writes a second to one prefix of a bucket, before S3 has divided it."""

LARGEST_CONCURRENCY = 1000
"""The most that one queue's mapping may run at once."""


@dataclass(frozen=True)
class Limit:
    """A number of films a second, and what sets it."""

    name: str
    films_a_second: float


def limits(at_once: int) -> list[Limit]:
    """Return the limits on one site's films with so many workers, tightest first."""
    usage = Usage()
    found = [
        Limit(f"{at_once:,} workers", at_once / usage.lambda_seconds),
        Limit("one site's partition", WRITES_A_PARTITION / usage.table_writes),
        # The results of one site share a prefix; the original has another.
        Limit("one site's results prefix", WRITES_A_PREFIX / usage.result_objects),
    ]
    return sorted(found, key=lambda limit: limit.films_a_second)


def workers_for(films: int, seconds: float) -> int:
    """Return how many workers read so many films in a time: at least one."""
    return max(1, -(-int(films * Usage().lambda_seconds * 1000) // int(seconds * 1000)))
