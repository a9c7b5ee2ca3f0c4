"""The classify function at work under Lambda's own runtime client, on a share of a processor."""

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from infra.bench.aws_stub import AwsStub
from infra.bench.cpu_share import CpuShare, vcpus
from infra.bench.environments import python_of
from infra.bench.lambda_package import HANDLER, environment
from infra.bench.own_process import on_core
from infra.bench.runtime_api import FunctionFailed, RuntimeApi

_KEY = "uploads/bench/01JDB3X4Y5Z6A7B8C9D0E1F2G3"


class LambdaWorker:
    """A worker that has answered once. Milliseconds: ``start_up`` from the start of the process to its first
    question for an event, ``first_invoke`` from there to the first answer.
    """

    def __init__(self, api: RuntimeApi, started: float) -> None:
        """Wait for the first answer. Raises FunctionFailed."""
        self._api = api
        api.give(_event())
        ready = api.wait_for("next").at
        answered = self._answered()
        self.start_up, self.first_invoke = 1000 * (ready - started), 1000 * (answered - ready)

    def invoke(self) -> float:
        """Milliseconds of one film in the warm worker. Raises FunctionFailed."""
        self._api.wait_for("next")
        started = time.monotonic()
        self._api.give(_event())
        return 1000 * (self._answered() - started)

    def _answered(self) -> float:
        answer = self._api.wait_for("response")
        if json.loads(answer.body) != {"batchItemFailures": []}:
            raise FunctionFailed(answer.body.decode())
        return answer.at


@contextmanager
def lambda_worker(package: Path, film: bytes, megabytes: int, core: int) -> Iterator[LambdaWorker]:
    """A cold start. Raises CannotInstall, FunctionFailed."""
    cores = {core} if vcpus(megabytes) <= 1 else os.sched_getaffinity(0)
    python = python_of("lambda")
    with RuntimeApi() as api, AwsStub(film) as aws:
        variables = environment(package, aws.url, api.address, megabytes)
        started = time.monotonic()
        process = subprocess.Popen(
            [python, "-m", "awslambdaric", HANDLER],
            cwd=package,
            env=variables,
            stdout=subprocess.DEVNULL,
            process_group=0,
            preexec_fn=on_core(*cores),  # noqa: PLW1509 (a system call, and no lock)
        )
        api.end_with(process)
        try:
            with CpuShare(process, vcpus(megabytes)):
                worker = LambdaWorker(api, started)
                if aws.item["status"] != {"S": "complete"}:
                    raise FunctionFailed(f"the film ended as {aws.item}")
                yield worker
        finally:
            process.kill()
            process.wait()


def _event() -> dict[str, Any]:
    """A message of the queue that announces one film from our own form."""
    announced = {"key": _KEY, "size": 1, "eTag": "b21b84d653bb07b05b1e6b33684dc11b", "versionId": "1"}
    stored = {"bucket": {"name": "bench-uploads"}, "object": announced}
    body = {"Records": [{"eventName": "ObjectCreated:Post", "s3": stored}]}
    record = {
        "messageId": "059f36b4-87a3-44ab-83d2-661975830a7d",
        "receiptHandle": "bench",
        "body": json.dumps(body),
        "attributes": {"ApproximateReceiveCount": "1"},
        "messageAttributes": {},
        "eventSource": "aws:sqs",
        "eventSourceARN": "arn:aws:sqs:eu-central-1:123456789012:uploads",
        "awsRegion": "eu-central-1",
    }
    return {"Records": [record]}
