"""The time from modality to archive, film by film."""

import itertools
import statistics
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pydicom.dataset import Dataset

from infra.gateway.trial.film import encoded_film, sample_films, trial_film
from infra.gateway.trial.hospital import TrialHospital
from infra.gateway.trial.modality import send_file

OBJECTS = ["OT", "SR"]
"""Modalities of the results of a film: picture and report."""

_REPEATED = ("StudyInstanceUID", "PatientID", "PatientName", "PatientBirthDate", "AccessionNumber")
_POLL_SECONDS = 0.02
_TIMEOUT_SECONDS = 120


class MeasurementError(Exception):
    """A film lacks its results, or has wrong ones. The message gives the reason."""


@dataclass(frozen=True, slots=True)
class Latency:
    """How long some films took, in seconds."""

    seconds: list[float]

    @property
    def p95(self) -> float:
        """Return the 95th percentile."""
        if len(self.seconds) == 1:
            return self.seconds[0]
        return statistics.quantiles(self.seconds, n=20, method="inclusive")[-1]

    def row(self) -> str:
        """Return number, median, 95th percentile, smallest and largest as cells of a table."""
        taken = self.seconds
        figures = (statistics.median(taken), self.p95, min(taken), max(taken))
        return " | ".join((str(len(taken)), *(f"{figure:.2f}" for figure in figures)))


def films() -> Iterator[Dataset]:
    """Yield films without end: the samples over and over, each time with UIDs of its own."""
    return map(trial_film, itertools.cycle(sample_films()))


def seconds_to_archive(hospital: TrialHospital, film: Dataset, folder: Path) -> float:
    """Send one film and wait for its results. Raise MeasurementError unless they are the film's own.

    The clock runs from the start of the program that sends to the second object in the archive.
    """
    path = folder / "film.dcm"
    path.write_bytes(encoded_film(film))
    start = time.monotonic()
    if not send_file(hospital.port, path):
        raise MeasurementError(f"the gateway took no film; see {hospital.log}")
    wait_for_results(hospital, film)
    taken = time.monotonic() - start
    require_results(hospital, film)
    return taken


def wait_for_results(hospital: TrialHospital, film: Dataset) -> None:
    """Return once the archive has as many objects as a film has results. Raise MeasurementError."""
    deadline = time.monotonic() + _TIMEOUT_SECONDS
    while hospital.archive.count(film.StudyInstanceUID) < len(OBJECTS):
        if time.monotonic() > deadline:
            raise MeasurementError(f"no results after {_TIMEOUT_SECONDS} s; see {hospital.log}")
        time.sleep(_POLL_SECONDS)


def require_results(hospital: TrialHospital, film: Dataset) -> None:
    """Raise MeasurementError unless the archive has one report and one picture of a film and its patient."""
    found = hospital.archive.results(film.StudyInstanceUID)
    if sorted(result.Modality for result in found) != OBJECTS:
        raise MeasurementError(f"{len(found)} results of a film, not one report and one picture")
    for result, keyword in itertools.product(found, _REPEATED):
        if result[keyword].value != film[keyword].value:
            raise MeasurementError(f"a result has another {keyword} than its film")
