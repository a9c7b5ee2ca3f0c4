"""The classify function on a part of this machine, from the start of its process on."""

import json
import os
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from cxr.storage.object_keys import Origin
from infra.bench.environments import python_of
from infra.bench.lambda_emulator import runtime
from infra.bench.lambda_emulator.aws_stub import ETAG, aws_stub
from infra.bench.lambda_emulator.function_package import function_environment, unpacked_package
from infra.bench.measurement import NotMeasured
from infra.bench.processes import run
from infra.reconcile.announcement import announcement
from infra.reconcile.originals import Original

_VCPU_MEGABYTES = 1769
"""Memory at which a function has one vCPU (AWS Lambda developer guide, "Configure function memory")."""

_SITE, _STUDY = "bench", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds: of the parts of a start, in order, and of the films after it."""

    parts: dict[str, float]
    films: list[float]

    @property
    def cold_start(self) -> float:
        """Return the time from the start of the process to the response to the first film."""
        return sum(self.parts.values()) + self.films[0]


def vcpus(megabytes: int) -> float:
    """Return the vCPUs of a function with this memory."""
    return megabytes / _VCPU_MEGABYTES


def time_worker(film: bytes, megabytes: int, core: int, films: int = 1) -> Times:
    """Start a worker and have it read a film so many times. Raise NotMeasured, PackagingError.

    Up to one vCPU the worker has this core, and beyond that all cores.
    """
    package, program = unpacked_package(), Path(runtime.__file__)
    cores = {core} if vcpus(megabytes) <= 1 else os.sched_getaffinity(0)
    with aws_stub(film) as (url, item):
        command = [python_of("lambda"), program, time.monotonic(), json.dumps(_event()), films]
        printed = run(command, function_environment(package, url, megabytes), package, cores)
    if item.get("status") != {"S": "complete"}:
        raise NotMeasured(f"the film ended as {item}")
    return Times(**json.loads(printed.splitlines()[-1]))


def _event() -> dict[str, object]:
    """Return a message of the queue that announces one uploaded film."""
    key = f"{Origin.UPLOAD}/{_SITE}/{_STUDY}"
    film = Original(Origin.UPLOAD, _SITE, _STUDY, key, "1", ETAG.strip('"'), 1, datetime.now(UTC))
    record = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "body": announcement("bench-uploads", film),
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
    }
    return {"Records": [record]}
