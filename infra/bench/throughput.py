"""How many films a second `python -m cxr classify` judges with one process and with two."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from infra.bench.environments import FOLDER
from infra.bench.film_files import film_file
from infra.bench.measuring import NotMeasured
from infra.bench.report import Bar, Section, table
from infra.packaging.functions import ROOT

_TIMES = 1.8


def measure(films: int) -> Section:
    """Judge the same folder with one job and with two. Raises NotMeasured."""
    folder = _folder_of(films)
    return section({jobs: _films_a_second(folder, films, jobs) for jobs in (1, 2)}, films)


def section(rates: dict[int, tuple[float, float]], films: int) -> Section:
    """Bar and table of films a second, steady and with start-up, by jobs."""
    gain = rates[2][0] / rates[1][0]
    bar = Bar("throughput of classify --jobs, 1 to 2", f"{gain:.2f} x", f"≥ {_TIMES} x", gain >= _TIMES)
    rows = [(str(jobs), f"{steady:.1f}", f"{whole:.1f}") for jobs, (steady, whole) in rates.items()]
    text = (
        f"A folder of {films} JPEG films of 2 megapixels. The steady rate is counted from the first line of\n"
        "output to the last, the other from the start of the command, with the loading of the model.\n\n"
    )
    head = ("jobs", "films/s, steady", "films/s, start-up included")
    return Section("Throughput", (bar,), text + table(head, rows))


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
        raise NotMeasured(f"--jobs {jobs} judged {len(lines)} of {films} films")
    return (films - 1) / (lines[-1] - lines[0]), films / (lines[-1] - started)


def _folder_of(films: int) -> Path:
    """The same film so many times: what differs between films is not what is measured."""
    film, folder = film_file("JPEG", 2), FOLDER / "folder"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    for number in range(films):
        os.link(film, folder / f"{number:05}.jpg")
    return folder
