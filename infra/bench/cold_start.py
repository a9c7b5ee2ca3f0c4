"""From the start of the classify function's process to its first answer, on one core."""

import json
import subprocess
import time
from pathlib import Path
from statistics import median

from infra.bench.environments import python_of
from infra.bench.film_files import film_file
from infra.bench.lambda_package import environment, unpacked
from infra.bench.lambda_worker import lambda_worker
from infra.bench.measuring import medians
from infra.bench.own_process import on_core
from infra.bench.report import Section, at_most, table

_LIMIT_SECONDS = 0.9
_PROBE = Path(__file__).with_name("cold_parts.py")


def measure(megabytes: int, starts: int, core: int) -> Section:
    """Start so many workers, one after the other. Raises CannotInstall, FunctionFailed, PackagingError."""
    package, film = unpacked(), film_file("JPEG", 2).read_bytes()
    whole: list[tuple[float, float]] = []
    parts: dict[str, list[float]] = {}
    for _ in range(starts + 1):
        with lambda_worker(package, film, megabytes, core) as worker:
            whole.append((worker.start_up, worker.first_invoke))
        for part, taken in _parts(package, megabytes, core).items():
            parts.setdefault(part, []).append(taken)
    # The first start reads the files from the disk; the others find them in memory.
    start_up, first_invoke = (median(times) for times in zip(*whole[1:], strict=True))
    return _section(
        start_up, first_invoke, medians({part: times[1:] for part, times in parts.items()}), starts
    )


def _parts(package: Path, megabytes: int, core: int) -> dict[str, float]:
    python = python_of("lambda")
    variables = environment(package, "http://127.0.0.1:9", "127.0.0.1:9", megabytes)
    command: list[str | Path] = [python, _PROBE, str(time.monotonic())]
    done = subprocess.run(
        command, cwd=package, env=variables, check=True, stdout=subprocess.PIPE, preexec_fn=on_core(core)
    )
    taken: dict[str, float] = json.loads(done.stdout)
    return taken


def _section(start_up: float, first_invoke: float, parts: dict[str, float], starts: int) -> Section:
    bar = at_most("cold start of classify", (start_up + first_invoke) / 1000, _LIMIT_SECONDS, "s", 2)
    rows = [(f"start-up: {part}", f"{taken:.0f}") for part, taken in parts.items()]
    rows += [
        ("start-up, measured whole", f"{start_up:.0f}"),
        ("first invoke: 2-megapixel JPEG", f"{first_invoke:.0f}"),
        ("process start to first answer", f"{start_up + first_invoke:.0f}"),
    ]
    text = (
        f"The deployed package under `awslambdaric` on one core, median of {starts} starts; S3 and DynamoDB\n"
        "are stand-ins on loopback. The parts are timed in one process, each left with what those\n"
        "before it did not load. Lambda's own work (package fetched, sandbox started) comes first.\n\n"
    )
    return Section("Cold start", (bar,), text + table(("part", "ms"), rows))
