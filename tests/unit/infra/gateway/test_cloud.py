"""The site's folders in the buckets, on moto: it keeps conditions and versions as S3 does."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import boto3
import pytest
from moto import mock_aws

from cxr.storage.object_keys import heatmap_key, result_key
from cxr.study import RefusalReason, finding_fields
from functions.classify.study_resolver import StudyResolver
from functions.classify.uploads_bucket import UploadsBucket
from infra.gateway.cloud import Cloud, CloudUnreachable, UnreadableResult
from tests.support.interchange.results import OUTSIDE, POSITIVE

UPLOADS, RESULTS, STUDY = "uploads-bucket", "results-bucket", "01JDXXXXXXXXXXXXXXXXXXXXXX"


class Buckets:
    def __init__(self) -> None:
        self.s3 = boto3.client("s3", region_name="us-east-1")
        for name in (UPLOADS, RESULTS):
            self.s3.create_bucket(Bucket=name)
        self.s3.put_bucket_versioning(Bucket=UPLOADS, VersioningConfiguration={"Status": "Enabled"})
        self.cloud = Cloud(self.s3, "ward-3", UPLOADS, RESULTS)

    def put(self, key: str, content: bytes) -> None:
        self.s3.put_object(Bucket=RESULTS, Key=key, Body=content)

    def put_result(self, **fields: object) -> None:
        self.put(result_key("ward-3", STUDY), json.dumps(fields).encode())


@pytest.fixture
def buckets(monkeypatch: pytest.MonkeyPatch) -> Iterator[Buckets]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with mock_aws():
        yield Buckets()


def test_a_film_that_is_uploaded_twice_is_one_version_of_one_study(buckets: Buckets) -> None:
    first = buckets.cloud.upload("a" * 64, b"film")

    assert buckets.cloud.upload("a" * 64, b"film") == first
    assert len(buckets.s3.list_object_versions(Bucket=UPLOADS)["Versions"]) == 1


def test_the_study_is_the_one_that_the_pipeline_makes(buckets: Buckets) -> None:
    study_id = buckets.cloud.upload("a" * 64, b"film")

    class NoStudies:
        def contains(self, site: str, study_id: str) -> bool:
            return True

    resolver = StudyResolver(UploadsBucket(buckets.s3, UPLOADS), None, NoStudies())  # type: ignore[arg-type]
    (version,) = buckets.s3.list_object_versions(Bucket=UPLOADS)["Versions"]
    announced = type(
        "Announced",
        (),
        {"key": version["Key"], "bucket": UPLOADS, "size": 4, "version_id": version["VersionId"]},
    )
    assert resolver.resolve(announced).study_id == study_id  # type: ignore[arg-type]


@pytest.mark.parametrize("finding", [POSITIVE, OUTSIDE], ids=["positive", "outside"])
def test_a_finding_comes_back_as_it_was_written(buckets: Buckets, finding: object) -> None:
    buckets.put_result(status="complete", reason=None, **finding_fields(finding))  # type: ignore[arg-type]

    answer = buckets.cloud.answer(STUDY)

    assert answer
    assert (answer.finding, answer.reason) == (finding, None)
    assert abs((answer.at - datetime.now(UTC)).total_seconds()) < 60


def test_a_refusal_comes_back_with_its_reason(buckets: Buckets) -> None:
    buckets.put_result(status="refused", reason="not_frontal", **finding_fields(None))

    answer = buckets.cloud.answer(STUDY)

    assert answer
    assert (answer.finding, answer.reason) == (None, RefusalReason.NOT_FRONTAL)


def test_a_result_that_is_not_there_yet_is_none(buckets: Buckets) -> None:
    assert buckets.cloud.answer(STUDY) is None
    assert buckets.cloud.heatmap(STUDY) is None


def test_a_heatmap_comes_back(buckets: Buckets) -> None:
    buckets.put(heatmap_key("ward-3", STUDY), b"png")

    assert buckets.cloud.heatmap(STUDY) == b"png"


def test_a_result_of_another_form_is_named_without_its_values(buckets: Buckets) -> None:
    buckets.put_result(status="complete", probability="high")

    with pytest.raises(UnreadableResult, match=r"^\d fields$"):
        buckets.cloud.answer(STUDY)


def test_a_bucket_that_cannot_be_reached_is_an_error_that_passes(buckets: Buckets) -> None:
    away = Cloud(buckets.s3, "ward-3", "no-such-bucket", "no-such-bucket")

    with pytest.raises(CloudUnreachable, match="NoSuchBucket"):
        away.upload("a" * 64, b"film")
    with pytest.raises(CloudUnreachable, match="NoSuchBucket"):
        away.answer(STUDY)
