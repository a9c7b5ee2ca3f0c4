"""A stage in moto: buckets, a table and queues, and a store that puts films and studies there."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.storage.studies.study_store import StudyStore
from cxr.study import Finding, Label, Status, Study
from infra.reconcile.__main__ import find_discrepancies
from infra.reconcile.discrepancies import Discrepancy
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID, ETAG = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3", "an-etag"
QUEUES = ("UploadsQueue", "InboxQueue", "DeadLetterQueue")


@pytest.fixture
def stage(make_table: "Callable[[str], Table]") -> Stage:
    """A stage without a film."""
    s3, sqs = boto3.client("s3"), boto3.client("sqs")
    for bucket in ("uploads-of-films", "results-of-films"):
        s3.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        s3.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    queues = {f"{name}Url": sqs.create_queue(QueueName=name)["QueueUrl"] for name in QUEUES}
    buckets = {"UploadsBucketName": "uploads-of-films", "ResultsBucketName": "results-of-films"}
    tables = {f"{name}Name": make_table(name).name for name in ("StudiesTable", "MembersTable")}
    return Stage(boto3.Session(), None, buckets | queues | tables)


@pytest.fixture
def s3(aws: None) -> "S3Client":
    return boto3.client("s3")


@pytest.fixture
def studies(stage: Stage) -> StudyStore:
    return StudyStore(boto3.resource("dynamodb").Table(stage.outputs["StudiesTableName"]))


@pytest.fixture
def put(s3: "S3Client", stage: Stage) -> Callable[..., str]:
    """Put a film into the uploads bucket without announcing it; its version is returned."""

    def put_film(key: str, body: bytes = b"film") -> str:
        return s3.put_object(Bucket=stage.outputs["UploadsBucketName"], Key=key, Body=body)["VersionId"]

    return put_film


@pytest.fixture
def end(studies: StudyStore, s3: "S3Client", stage: Stage) -> Callable[..., None]:
    """Complete a study, with the results that are named."""

    def complete(study_id: str, *results: str, site: str = SITE) -> None:
        now = datetime.now(UTC)
        study = studies.claim(site, study_id, ETAG, "upload", now)
        studies.complete(study, Finding(0.75, Label.POSITIVE, None, "test-1"), now)
        for name in results:
            key = f"results/{site}/{study_id}/{name}"
            s3.put_object(Bucket=stage.outputs["ResultsBucketName"], Key=key, Body=b"{}")

    return complete


@pytest.fixture
def open_study(studies: StudyStore) -> Callable[[], None]:
    """Open the study of an upload, as the page does."""

    def create() -> None:
        now = datetime.now(UTC)
        studies.create(Study(SITE, STUDY_ID, Status.AWAITING_UPLOAD, now, now))

    return create


@pytest.fixture
def found(stage: Stage) -> Callable[..., list[Discrepancy]]:
    """What reconcile finds; all that a test has done so far counts as settled, unless it says otherwise."""

    def find(site: str | None = None, settled_before: datetime | None = None) -> list[Discrepancy]:
        later = datetime.now(UTC) + timedelta(hours=1)
        return find_discrepancies(stage, site, settled_before or later)

    return find
