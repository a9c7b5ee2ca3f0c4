"""The classify function under Lambda's own runtime client, on a part of a processor."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from infra.bench.environments import python_of
from infra.bench.lambda_emulator.aws_stub import aws_stub
from infra.bench.lambda_emulator.cpu_quota import cpu_quota, vcpus
from infra.bench.lambda_emulator.function_package import function_environment, unpacked_package
from infra.bench.lambda_emulator.runtime_api import FunctionFailed, RuntimeApi
from infra.bench.processes import on_cores

_COMMAND = ("-m", "awslambdaric", "functions.classify.handler.handler")


class LambdaWorker:
    """A warm worker. Milliseconds: ``start_up`` from the start of its process to its first request for an
    event, ``first_invoke`` from there to the first response.
    """

    def __init__(self, api: RuntimeApi, started: float) -> None:
        """Wait for the first response. Raise FunctionFailed."""
        self._api = api
        api.send(_event())
        ready = api.wait_for("next").at
        responded = self._response()
        self.start_up, self.first_invoke = 1000 * (ready - started), 1000 * (responded - ready)

    def invoke(self) -> float:
        """Return the milliseconds of one film. Raise FunctionFailed."""
        self._api.wait_for("next")
        started = time.monotonic()
        self._api.send(_event())
        return 1000 * (self._response() - started)

    def _response(self) -> float:
        response = self._api.wait_for("response")
        if json.loads(response.body) != {"batchItemFailures": []}:
            raise FunctionFailed(response.body)
        return response.at


@contextmanager
def lambda_worker(film: bytes, megabytes: int, core: int) -> Iterator[LambdaWorker]:
    """Start a worker cold. Raise NotMeasured, PackagingError."""
    package, python = unpacked_package(), python_of("lambda")
    share, api = vcpus(megabytes), RuntimeApi()
    cores = {core} if share <= 1 else os.sched_getaffinity(0)
    with api.serving() as address, aws_stub(film) as (aws_url, item):
        variables = function_environment(package, aws_url, address, megabytes)
        started = time.monotonic()
        process = subprocess.Popen(
            [python, *_COMMAND],
            cwd=package,
            env=variables,
            stdout=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=on_cores(*cores),  # noqa: PLW1509 (one system call, which takes no lock)
        )
        api.watch(process)
        try:
            with cpu_quota(process, share):
                worker = LambdaWorker(api, started)
                if item["status"] != {"S": "complete"}:
                    raise FunctionFailed(f"the film ended as {item}")
                yield worker
        finally:
            process.kill()
            process.wait()


def _event() -> dict[str, Any]:
    """Return a message of the queue that announces one uploaded film."""
    key, etag = "uploads/bench/01JDB3X4Y5Z6A7B8C9D0E1F2G3", "b21b84d653bb07b05b1e6b33684dc11b"
    film = {"key": key, "size": 1, "eTag": etag, "versionId": "1"}
    created = {
        "eventName": "ObjectCreated:Post",
        "s3": {"bucket": {"name": "bench-uploads"}, "object": film},
    }
    record = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "body": json.dumps({"Records": [created]}),
        "attributes": {"ApproximateReceiveCount": "1"},
        "eventSource": "aws:sqs",
    }
    return {"Records": [record]}
