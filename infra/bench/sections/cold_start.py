"""From the start of the classify function's process to its first response, on one core."""

import json
import time
from statistics import median

from infra.bench.environments import python_of
from infra.bench.inputs.film_cache import cached_film
from infra.bench.lambda_emulator.function_package import (
    configured_memory,
    function_environment,
    unpacked_package,
)
from infra.bench.lambda_emulator.worker import lambda_worker
from infra.bench.plan import Plan
from infra.bench.processes import run
from infra.bench.report import Section, at_most, fill_section, table
from infra.packaging.functions import ROOT

_LIMIT_SECONDS = 0.9
_PROBE = ROOT / "infra" / "bench" / "probes" / "import_times.py"
_WHOLE, _FIRST_INVOKE = "start-up, measured whole", "first invoke: 2-megapixel JPEG"
_TOTAL = "process start to first answer"


def measure(plan: Plan) -> Section:
    """Start workers one after the other. Raise NotMeasured, PackagingError."""
    film, megabytes = cached_film("JPEG", 2).read_bytes(), configured_memory()
    starts = []
    for _ in range(plan.starts + 1):
        with lambda_worker(film, megabytes, plan.core) as worker:
            whole = {_WHOLE: worker.start_up, _FIRST_INVOKE: worker.first_invoke}
        starts.append(_parts(megabytes, plan.core) | whole)
    # The first start reads the files from the disk; the others find them in memory.
    return section({part: median(start[part] for start in starts[1:]) for part in starts[0]}, plan.starts)


def section(parts: dict[str, float], starts: int) -> Section:
    """Make the criterion and the table; ``parts`` are milliseconds."""
    total = parts[_WHOLE] + parts[_FIRST_INVOKE]
    criterion = at_most("cold start of classify", total / 1000, _LIMIT_SECONDS, "s", 2)
    rows = [(part, f"{taken:.0f}") for part, taken in (parts | {_TOTAL: total}).items()]
    return fill_section("Cold start", [criterion], starts=starts, table=table(("part", "ms"), rows))


def _parts(megabytes: int, core: int) -> dict[str, float]:
    package = unpacked_package()
    variables = function_environment(package, "http://127.0.0.1:9", "127.0.0.1:9", megabytes)
    printed = run([python_of("lambda"), _PROBE, time.monotonic()], variables, package, core)
    return {f"start-up: {part}": taken for part, taken in json.loads(printed).items()}
