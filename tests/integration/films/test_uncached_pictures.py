"""No browser keeps a film: not a picture, not a result, and not those that older releases stored."""

from typing import TYPE_CHECKING

import pytest
import requests

from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from tests.integration.pipeline import Pipeline
from tests.integration.program import SECONDS, Program

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

FILM = SAMPLES / "pneumonia-3.jpg"


@pytest.fixture
def study_id(stack: LocalStack, program: Program) -> str:
    """A study whose film is read, and whose worker has written everything."""
    opened = program.open_study(FILM.stat().st_size)
    form = opened["upload"]
    files = {"file": FILM.read_bytes()}
    assert requests.post(form["url"], data=form["fields"], files=files, timeout=SECONDS).ok
    assert program.wait_for_the_end(opened["study_id"])["status"] == "complete"
    Pipeline(stack).wait_until_idle()
    return str(opened["study_id"])


@pytest.fixture(scope="module")
def program(stack: LocalStack) -> Program:
    return Program(stack)


def test_pictures_and_result_forbid_caching_also_when_they_are_old(
    stack: LocalStack, program: Program, study_id: str
) -> None:
    s3, bucket = stack.clients.s3, stack.outputs["results_bucket"]
    prefix = f"results/{program.site}/{study_id}/"
    keys = [found["Key"] for found in s3.list_objects_v2(Bucket=bucket, Prefix=prefix)["Contents"]]
    assert {f"{prefix}{name}" for name in ("preview.jpg", "heatmap.png", "result.json")} <= set(keys)
    assert {_control(s3, bucket, key) for key in keys} == {"no-store"}

    for key in keys:
        _store_as_of_an_older_release(s3, bucket, key)
    assert {_control(s3, bucket, key) for key in keys} == {None}

    answer = program.call("GET", f"/studies/{study_id}")
    assert answer.headers["Cache-Control"] == "no-store"
    links = answer.json()["links"]
    assert {"preview", "heatmap"} <= links.keys()
    for link in filter(None, links.values()):
        picture = requests.get(link, timeout=SECONDS)
        assert (picture.status_code, picture.headers["Cache-Control"]) == (200, "no-store")


def _control(s3: "S3Client", bucket: str, key: str) -> str | None:
    return s3.head_object(Bucket=bucket, Key=key).get("CacheControl")


def _store_as_of_an_older_release(s3: "S3Client", bucket: str, key: str) -> None:
    stored = s3.get_object(Bucket=bucket, Key=key)
    s3.put_object(Bucket=bucket, Key=key, Body=stored["Body"].read(), ContentType=stored["ContentType"])
