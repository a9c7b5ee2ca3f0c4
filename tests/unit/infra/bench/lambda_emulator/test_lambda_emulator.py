"""The emulated Lambda and the AWS stub behave as the function expects."""

import json
import subprocess
import sys
from collections.abc import Iterator

import boto3
import pytest
import requests

from infra.bench.lambda_emulator.aws_stub import aws_stub, updated
from infra.bench.lambda_emulator.cpu_quota import cpu_quota, vcpus
from infra.bench.lambda_emulator.runtime_api import FunctionFailed, RuntimeApi


@pytest.fixture
def api() -> RuntimeApi:
    return RuntimeApi()


@pytest.fixture
def url(api: RuntimeApi) -> Iterator[str]:
    with api.serving() as address:
        yield f"http://{address}/2018-06-01/runtime"


def test_an_event_reaches_the_client_and_its_response_comes_back(api: RuntimeApi, url: str) -> None:
    api.send({"film": 1})
    event = requests.get(f"{url}/invocation/next", timeout=10)
    assert event.json() == {"film": 1}
    assert event.headers["Content-Type"] == "application/json", "Lambda's client takes no other"
    requests.post(f"{url}/invocation/8476/response", '{"done": true}', timeout=10)
    asked, responded = api.wait_for("next"), api.wait_for("response")
    assert json.loads(responded.body) == {"done": True}
    assert responded.at > asked.at


def test_a_function_that_cannot_start_gives_its_reason(api: RuntimeApi, url: str) -> None:
    requests.post(f"{url}/init/error", "no module named cxr", timeout=10)
    with pytest.raises(FunctionFailed, match="no module named cxr"):
        api.wait_for("next")


def test_a_process_that_ends_is_an_error_at_once(api: RuntimeApi) -> None:
    with subprocess.Popen([sys.executable, "-c", "raise SystemExit(3)"]) as process:
        api.watch(process)
        with pytest.raises(FunctionFailed, match="status 3"):
            api.wait_for("next")


def test_the_stub_gives_the_film_for_every_key_and_accepts_objects() -> None:
    with aws_stub(b"film") as (url, _item):
        s3 = boto3.client(
            "s3",
            endpoint_url=url,
            region_name="eu-central-1",
            aws_access_key_id="bench",
            aws_secret_access_key="bench",
        )
        s3.put_object(Bucket="results", Key="preview.jpg", Body=b"preview")
        assert s3.get_object(Bucket="uploads", Key="any")["Body"].read() == b"film"


def test_an_update_sets_the_named_attributes_and_keeps_the_rest() -> None:
    request = {
        "Key": {"site": {"S": "bench"}},
        "ExpressionAttributeNames": {"#status": "status", "#n0": "object_etag"},
        "ExpressionAttributeValues": {":status": {"S": "complete"}, ":v0": {"S": "abc"}},
    }
    item = updated({"object_etag": {"S": "abc"}, "status": {"S": "processing"}}, request)
    assert item == {"site": {"S": "bench"}, "object_etag": {"S": "abc"}, "status": {"S": "complete"}}


def test_a_function_of_1769_megabytes_has_one_vcpu() -> None:
    assert vcpus(1769) == 1


def test_a_process_finishes_its_work_under_a_quota() -> None:
    busy = "import time\nend = time.process_time() + 0.05\nwhile time.process_time() < end: pass"
    started = subprocess.Popen([sys.executable, "-c", busy], process_group=0)
    with started as process, cpu_quota(process, 0.5):
        assert process.wait(timeout=60) == 0
