"""The stand-ins for Lambda and AWS behave as the function expects."""

import boto3
import pytest

from infra.bench.lambda_emulator.aws_stub import aws_stub, updated
from infra.bench.lambda_emulator.runtime import Done, RuntimeApi
from infra.bench.lambda_emulator.worker import Times, vcpus

ALL_READ = '{"batchItemFailures": []}'


def test_an_event_comes_as_often_as_asked_and_each_response_is_timed() -> None:
    api = RuntimeApi('{"film": 1}', times=2)
    for _ in range(2):
        request = api.wait_next_invocation()
        assert (request.event_body, request.content_type) == (b'{"film": 1}', "application/json")
        api.post_invocation_result(request.invoke_id, ALL_READ, request.content_type, None)
    with pytest.raises(Done):
        api.wait_next_invocation()
    first, second = zip(api.asked, api.responded, strict=True)
    assert first[0] <= first[1] <= second[0] <= second[1]


def test_a_film_that_is_to_be_delivered_again_is_an_error() -> None:
    api = RuntimeApi("{}", times=1)
    with pytest.raises(SystemExit, match="059f36b4"):
        api.post_invocation_result("id", '{"batchItemFailures": [{"itemIdentifier": "059f36b4"}]}')


def test_a_function_that_fails_gives_its_reason() -> None:
    api = RuntimeApi("{}", times=1)
    with pytest.raises(SystemExit, match="no module named cxr"):
        api.post_init_error("no module named cxr")
    with pytest.raises(SystemExit, match="KeyError"):
        api.post_invocation_error("id", '{"errorType": "KeyError"}', "", None)


def test_a_cold_start_is_the_start_and_its_first_film() -> None:
    assert Times({"boto3": 200.0, "model": 10.0}, [150.0, 80.0]).cold_start == 360


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
