"""A gateway that is killed at random moments while films go through it, and started again."""

import random
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from pydicom.dataset import Dataset

from infra.gateway.trial.hospital import TrialHospital
from infra.gateway.trial.latency import OBJECTS, MeasurementError, films, require_results
from infra.gateway.trial.modality import send

_ON_THEIR_WAY = 8
"""Films that the modality leaves unanswered, so that each kill meets films at every step."""

_TIMEOUT_SECONDS = 180
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Survival:
    """What came of the films. ``repeated``: how often a film was sent again for lack of an acknowledgement.

    ``surplus``: objects in the archive beyond one report and one picture of each film.
    """

    films: int
    kills: int
    seed: int
    repeated: int
    surplus: int


def outlast(hospital: TrialHospital, count: int, kills: int, seed: int) -> Survival:
    """Send films while the gateway is killed, and wait for all results. Raise MeasurementError."""
    before, sent = hospital.archive.count(), list(islice(films(), count))
    killer = _Killer(hospital, before, count, kills, seed)
    killer.start()
    repeated = 0
    try:
        for number, film in enumerate(sent):
            _wait(lambda done=number: _filed(hospital, before) > done - _ON_THEIR_WAY, "films wait")  # type: ignore[misc]
            repeated += _send_until_taken(hospital.port, film)
        _wait(lambda: _filed(hospital, before) >= count, "films lack results")
    finally:
        killer.end()
    for film in sent:
        require_results(hospital, film)
    surplus = hospital.archive.count() - before - count * len(OBJECTS)
    return Survival(count, killer.kills, seed, repeated, surplus)


class _Killer(threading.Thread):
    """Kills the gateway whenever a random number of films has been filed, a random moment later."""

    def __init__(self, hospital: TrialHospital, before: int, films: int, kills: int, seed: int) -> None:
        super().__init__(name="killer", daemon=True)
        chance = random.Random(seed)  # noqa: S311  (no secret)
        self._moments = [
            (after, chance.uniform(0, 1)) for after in sorted(chance.sample(range(films), kills))
        ]
        self._hospital, self._before = hospital, before
        self._over = threading.Event()
        self.kills = 0

    def run(self) -> None:
        """Kill and start again, moment by moment."""
        for after, later in self._moments:
            while _filed(self._hospital, self._before) < after:
                if self._over.is_set():
                    return
                self._over.wait(_POLL_SECONDS)
            self._over.wait(later)
            self._hospital.kill_gateway()
            self._hospital.start_gateway()
            self.kills += 1

    def end(self) -> None:
        """Return once the gateway runs and is killed no more."""
        self._over.set()
        self.join()


def _send_until_taken(port: int, film: Dataset) -> int:
    """Return how often a film had to be sent again until it was acknowledged."""
    deadline, repeated = time.monotonic() + _TIMEOUT_SECONDS, 0
    while send(port, film) != 0:
        if time.monotonic() > deadline:
            raise MeasurementError(f"the gateway took no film for {_TIMEOUT_SECONDS} s")
        repeated += 1
        time.sleep(_POLL_SECONDS)
    return repeated


def _filed(hospital: TrialHospital, before: int) -> int:
    """Return how many films the archive has both results of, about."""
    return (hospital.archive.count() - before) // len(OBJECTS)


def _wait(condition: Callable[[], bool], otherwise: str) -> None:
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise MeasurementError(f"{otherwise} after {_TIMEOUT_SECONDS} s")
        time.sleep(_POLL_SECONDS)
