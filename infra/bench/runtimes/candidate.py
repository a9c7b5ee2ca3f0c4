"""Candidates: networks in the files and runtimes that are timed beside each other."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import NamedTuple

from infra.bench.environments import python_of
from infra.bench.isolated import run_isolated
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.runtimes import loaders

RUNS_A_ROUND = 5


@dataclass(frozen=True, slots=True)
class Candidate:
    """A file in a runtime, a key of RUNTIMES; ``file`` is a report's folder for Keras and TensorFlow."""

    runtime: str
    precision: str
    file: Path = Path()


class Timing(NamedTuple):
    """The median milliseconds of one run, and the version of the runtime."""

    milliseconds: float
    version: str


def time_candidates(
    candidates: Sequence[Candidate], plan: Plan
) -> tuple[dict[Candidate, Timing], dict[Candidate, str]]:
    """Run each candidate in a new process in every round, so that a slow spell affects all of them.

    Return the timings, and the reasons of the candidates that cannot run.
    """
    times: dict[Candidate, list[float]] = {candidate: [] for candidate in candidates}
    versions: dict[Candidate, str] = {}
    absent: dict[Candidate, str] = {}
    for _ in range(plan.rounds):
        for candidate in [each for each in candidates if each not in absent]:
            try:
                versions[candidate], taken = time_runs(candidate, RUNS_A_ROUND, plan.core)
            except NotMeasured as e:
                absent[candidate] = str(e)
            else:
                times[candidate] += taken
    timings = {each: Timing(median(times[each]), versions[each]) for each in candidates if each not in absent}
    return timings, absent


def time_runs(candidate: Candidate, runs: int, core: int) -> tuple[str, list[float]]:
    """Return the runtime's version, and the milliseconds of runs in a new process.

    Raise NotMeasured if the runtime cannot be installed, or load the file.
    """
    return run_isolated(
        loaders.time_runs,
        *(candidate.runtime, candidate.file, candidate.precision, runs),
        core=core,
        python=python_of(loaders.RUNTIMES[candidate.runtime].environment),
    )
