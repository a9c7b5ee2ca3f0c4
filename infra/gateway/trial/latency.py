"""`python -m infra.gateway.trial.latency` measures the time from modality to archive beside `make gateway`.

It sends films one after the other, as a modality does, and waits until the archive has report and picture of
each. The clock runs from the association to the second object.
"""

import argparse
import itertools
import statistics
import sys
import time
from pathlib import Path

from infra.gateway.trial.film import sample_films, trial_film
from infra.gateway.trial.hospital import send
from infra.local.settings import Settings, port_number

_OBJECTS = 2
_POLL_SECONDS = 0.02
_TIMEOUT_SECONDS = 60


class MeasurementError(Exception):
    """A film has no result. The message gives the reason."""


def seconds_to_archive(port: int, archive: Path, sample: Path) -> float:
    """Send one film and wait for its results. Raise MeasurementError if there are none."""
    film = trial_film(sample)
    filed = archive / film.StudyInstanceUID
    start = time.monotonic()
    if status := send(port, film):
        raise MeasurementError(f"{sample.name}: the gateway answered {status:04X}")
    while len([*filed.glob("*.dcm")]) < _OBJECTS:
        if time.monotonic() - start > _TIMEOUT_SECONDS:
            raise MeasurementError(f"{sample.name}: no result after {_TIMEOUT_SECONDS} s")
        time.sleep(_POLL_SECONDS)
    return time.monotonic() - start


def main() -> int:
    """Measure and print the figures. The first film is apart: on a stack that was just started it is cold."""
    options = _parser().parse_args()
    samples = itertools.cycle(sample_films())
    archive = options.state / "gateway" / "archive"
    try:
        first, *taken = [
            seconds_to_archive(options.port, archive, next(samples)) for _ in range(options.films + 1)
        ]
    except MeasurementError as e:
        print(e, file=sys.stderr)
        return 1
    print(
        f"modality to archive: first film {first:.2f} s, then {len(taken)} films: "
        f"median {statistics.median(taken):.2f} s,"
        f" p95 {statistics.quantiles(taken, n=20, method='inclusive')[-1]:.2f} s,"
        f" min {min(taken):.2f} s, max {max(taken):.2f} s"
    )
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m infra.gateway.trial.latency", description=__doc__)
    parser.add_argument("--films", type=int, default=50, metavar="N", help="films to measure (%(default)s)")
    parser.add_argument("--port", type=port_number, default=11112, help="of the gateway (%(default)s)")
    parser.add_argument(
        "--state",
        type=Path,
        default=Settings().state,
        metavar="FOLDER",
        help="folder of the laptop stack's state (%(default)s)",
    )
    return parser


if __name__ == "__main__":
    sys.exit(main())
