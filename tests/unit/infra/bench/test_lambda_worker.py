"""Lambda and AWS on loopback behave as the function expects them to."""

import http.client
import json
import subprocess
import sys
from contextlib import closing

import pytest

from infra.bench.aws_stub import updated
from infra.bench.cpu_share import CpuShare, vcpus
from infra.bench.runtime_api import FunctionFailed, RuntimeApi

NEXT = "/2018-06-01/runtime/invocation/next"


def ask(api: RuntimeApi, method: str, path: str, body: str = "") -> bytes:
    with closing(http.client.HTTPConnection(api.address, timeout=10)) as connection:
        connection.request(method, path, body)
        return connection.getresponse().read()


def test_an_event_goes_to_the_client_and_its_answer_comes_back() -> None:
    with RuntimeApi() as api:
        api.give({"film": 1})
        assert json.loads(ask(api, "GET", NEXT)) == {"film": 1}
        ask(api, "POST", "/2018-06-01/runtime/invocation/8476/response", '{"done": true}')
        asked, answered = api.wait_for("next"), api.wait_for("response")
        assert json.loads(answered.body) == {"done": True}
        assert answered.at > asked.at


def test_a_function_that_cannot_start_says_why() -> None:
    with RuntimeApi() as api:
        ask(api, "POST", "/2018-06-01/runtime/init/error", "no module named cxr")
        with pytest.raises(FunctionFailed, match="no module named cxr"):
            api.wait_for("next")


def test_an_update_sets_what_it_names_and_keeps_the_rest() -> None:
    request = {
        "Key": {"site": {"S": "bench"}},
        "ExpressionAttributeNames": {"#status": "status", "#n0": "object_etag"},
        "ExpressionAttributeValues": {":status": {"S": "complete"}, ":v0": {"S": "abc"}},
    }
    item = updated({"object_etag": {"S": "abc"}, "status": {"S": "processing"}}, request)
    assert item == {"site": {"S": "bench"}, "object_etag": {"S": "abc"}, "status": {"S": "complete"}}


def test_a_function_of_1769_megabytes_has_a_processor() -> None:
    assert vcpus(1769) == 1


def test_a_process_goes_on_after_its_share_is_taken_away() -> None:
    busy = "import time\nend = time.process_time() + 0.05\nwhile time.process_time() < end: pass"
    started = subprocess.Popen([sys.executable, "-c", busy], process_group=0)
    with started as process, CpuShare(process, 0.5):
        assert process.wait(timeout=60) == 0
