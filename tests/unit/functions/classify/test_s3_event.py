"""What S3 writes into the queue, and what is not from S3."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from functions.classify.s3_event import S3Notification, UnreadableMessage, read_notification

LoadEvent = Callable[[str], dict[str, Any]]


def body_of(event: dict[str, Any]) -> str:
    body: str = event["Records"][0]["body"]
    return body


def test_an_upload(load_event: LoadEvent) -> None:
    (announced,) = read_notification(body_of(load_event("upload"))).objects

    assert announced.bucket == "pneumoscope-test-uploads"
    assert announced.key == "uploads/st-marys/01JDB3X4Y5Z6A7B8C9D0E1F2G3"
    assert announced.etag == "b21b84d653bb07b05b1e6b33684dc11b"
    assert announced.version_id == "yCwqDrkFZ1ocvz3KUBbGRqh0bpWR4d3a"


def test_an_etag_is_read_without_its_quotes(load_event: LoadEvent) -> None:
    body = json.loads(body_of(load_event("upload")))
    body["Records"][0]["s3"]["object"]["eTag"] = '"b21b84d653bb07b05b1e6b33684dc11b"'

    (announced,) = read_notification(json.dumps(body)).objects
    assert announced.etag == "b21b84d653bb07b05b1e6b33684dc11b"


def test_keys_are_decoded_as_s3_encodes_them(load_event: LoadEvent) -> None:
    (announced,) = read_notification(body_of(load_event("inbox_awkward_key"))).objects

    assert announced.key == "inbox/st-marys/röntgen/foo name+value.jpg"


def test_several_objects_in_one_message(load_event: LoadEvent) -> None:
    assert len(read_notification(body_of(load_event("several_objects"))).objects) == 2


def test_a_bucket_without_versions(load_event: LoadEvent) -> None:
    body = json.loads(body_of(load_event("upload")))
    del body["Records"][0]["s3"]["object"]["versionId"]

    (announced,) = read_notification(json.dumps(body)).objects
    assert announced.version_id is None


def test_the_test_that_s3_sends_announces_nothing(load_event: LoadEvent) -> None:
    assert read_notification(body_of(load_event("s3_test"))) == S3Notification((), (), 0)


def removal(load_event: LoadEvent) -> str:
    return body_of(load_event("upload")).replace("ObjectCreated:Post", "ObjectRemoved:Delete")


@pytest.mark.parametrize(
    "body",
    [
        "",
        "hello, is anybody there?",
        "null",
        "[]",
        "{}",
        '{"Records": []}',
        '{"Records": [{"s3": {}}]}',
        "{}}",
    ],
)
def test_a_message_that_is_not_from_s3(body: str) -> None:
    with pytest.raises(UnreadableMessage):
        read_notification(body)


def test_a_removed_object_is_no_film(load_event: LoadEvent) -> None:
    announcement = read_notification(removal(load_event))

    assert announcement.objects == ()
    (removed,) = announcement.removed
    assert removed.bucket == "pneumoscope-test-uploads"
    assert removed.key == "uploads/st-marys/01JDB3X4Y5Z6A7B8C9D0E1F2G3"


@pytest.mark.parametrize(
    "other", [{}, "film.jpg", None, {"eventName": "ObjectCreated:Put", "s3": {"object": {"key": "film.jpg"}}}]
)
def test_a_record_of_anything_else_stands_alone(load_event: LoadEvent, other: object) -> None:
    body = json.loads(body_of(load_event("several_objects")))
    body["Records"].insert(1, other)
    body["Records"].append(json.loads(removal(load_event))["Records"][0])

    announcement = read_notification(json.dumps(body))
    assert announcement.objects == read_notification(body_of(load_event("several_objects"))).objects
    assert len(announcement.removed) == 1
    assert announcement.others == 1


def test_the_error_does_not_quote_the_message() -> None:
    with pytest.raises(UnreadableMessage) as raised:
        read_notification('{"Records": [{"s3": {"object": {"key": "inbox/a/Jane+Doe.jpg"}}}]}')

    assert "Jane" not in str(raised.value)
    assert raised.value.__suppress_context__
