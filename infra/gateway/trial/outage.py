"""Films that arrive while neither the stack nor the archive can be reached."""

import time
from dataclasses import dataclass
from itertools import islice

from infra.gateway.trial.hospital import TrialHospital
from infra.gateway.trial.latency import MeasurementError, films, require_results, wait_for_results
from infra.gateway.trial.modality import send
from infra.local.stack import LocalStack


@dataclass(frozen=True, slots=True)
class Outage:
    """What came of the films of an outage. ``longest``: seconds that the longest acknowledgement took."""

    seconds: float
    films: int
    longest: float


def outlive(stack: LocalStack, hospital: TrialHospital, seconds: float, count: int) -> Outage:
    """Send films, evenly spread, while stack and archive are down. Wait for all results afterwards.

    Raise MeasurementError if a film is not acknowledged, or has no results in the end.
    """
    sent, longest = list(islice(films(), count)), 0.0
    hospital.archive.stop()
    stack.stop()
    try:
        begun = time.monotonic()
        for number, film in enumerate(sent, 1):
            start = time.monotonic()
            if send(hospital.port, film) != 0:
                raise MeasurementError("a film is not acknowledged while stack and archive are down")
            longest = max(longest, time.monotonic() - start)
            time.sleep(max(0.0, begun + seconds * number / count - time.monotonic()))
    finally:
        stack.start()
        hospital.archive.start()
    for film in sent:
        wait_for_results(hospital, film)
        require_results(hospital, film)
    return Outage(seconds, count, longest)
