"""Films a second of `python -m cxr classify`, with one process and with two."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from infra.bench.cache import FOLDER
from infra.bench.inputs.film_cache import cached_film
from infra.bench.measurement import NotMeasured
from infra.bench.plan import Plan
from infra.bench.report import Criterion, Section, fill_section, table
from infra.packaging.functions import ROOT

_LIMIT = 1.8


def measure(plan: Plan) -> Section:
    """Classify the same folder with one job and with two. Raise NotMeasured."""
    folder = _folder_of(plan.folder)
    return section({jobs: _films_a_second(folder, plan.folder, jobs) for jobs in (1, 2)}, plan.folder)


def section(rates: dict[int, tuple[float, float]], films: int) -> Section:
    """Make the criterion and the table; ``rates`` are films a second, steady and with start-up, by jobs."""
    gain = rates[2][0] / rates[1][0]
    criterion = Criterion(
        "throughput of classify --jobs, 1 to 2", f"{gain:.2f} x", f"≥ {_LIMIT} x", gain >= _LIMIT
    )
    rows = [(str(jobs), f"{steady:.1f}", f"{whole:.1f}") for jobs, (steady, whole) in rates.items()]
    figures = table(("jobs", "films/s, steady", "films/s, start-up included"), rows)
    return fill_section("Throughput", [criterion], films=films, table=figures)


def _films_a_second(folder: Path, films: int, jobs: int) -> tuple[float, float]:
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "cxr", "classify", "--json", "--jobs", str(jobs), folder],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    lines = [time.monotonic() for _ in process.stdout or ()]
    if process.wait() != 0 or len(lines) != films:
        raise NotMeasured(f"--jobs {jobs} classified {len(lines)} of {films} films")
    return (films - 1) / (lines[-1] - lines[0]), films / (lines[-1] - started)


def _folder_of(films: int) -> Path:
    """Fill a folder with links to one film, so that differences between films play no part."""
    film, folder = cached_film("JPEG", 2), FOLDER / "folder"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(films):
        os.link(film, folder / f"{number:05}.jpg")
    return folder
