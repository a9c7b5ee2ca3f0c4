"""A stage in moto on which one patient has two studies, and another patient one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.storage.object_keys import inbox_study_id, result_key, upload_key
from cxr.storage.studies.film_fingerprints import FilmFingerprints
from cxr.storage.studies.study_store import StudyStore
from cxr.storage.verdicts.verdict_notes import VerdictNotes
from cxr.storage.verdicts.verdict_store import VerdictStore
from cxr.study import Finding, Label
from cxr.verdict import Judgement, Verdict
from infra.erase import __main__ as erase
from infra.export import __main__ as export
from infra.patient.stores import Stores
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

SITE, HASH, OTHER_HASH = "st-marys", "a" * 64, "b" * 64
NOW = datetime.now(UTC)
UPLOADED, OTHERS = "01JDB3X4Y5Z6A7B8C9D0E1F2G3", "01JDB3X4Y5Z6A7B8C9D0E1F2G4"
FINDING = Finding(0.75, Label.POSITIVE, True, "test-1")


@pytest.fixture
def s3(aws: None) -> "S3Client":
    client = boto3.client("s3")
    for bucket in ("uploads", "results"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    return client


@pytest.fixture
def stage(s3: "S3Client", make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> Stage:
    names = {"UploadsBucketName": "uploads", "ResultsBucketName": "results"}
    tables = {f"{name}Name": make_table(name).name for name in ("StudiesTable", "VerdictsTable")}
    stage = Stage(boto3.Session(), None, names | tables)
    for command in (erase, export):
        monkeypatch.setattr(command, "open_stage", lambda *_: stage)
    return stage


@pytest.fixture
def stores(stage: Stage) -> Stores:
    return Stores.of(stage)


def complete(stores: Stores, study_id: str, patient_hash: str, source: str) -> None:
    studies = StudyStore(stores.studies)
    study = studies.claim(SITE, study_id, "etag", source, NOW)
    studies.complete(replace(study, patient_hash=patient_hash), FINDING, NOW)
    verdicts = VerdictStore(stores.verdicts, VerdictNotes(stores.studies))
    verdict = Verdict(
        study_id,
        reader="sub-of-the-reader",
        reader_email="reader@example.org",
        given_at=NOW,
        said=Judgement.AGREE,
        finding=None,
        before_opinion=False,
        opinion=FINDING,
        note=f"a note on {study_id}",
    )
    verdicts.add(SITE, verdict)
    FilmFingerprints(stores.studies).remember(SITE, f"print-{study_id}", study_id, NOW)
    for content in (b"first", b"second"):
        stores.s3.put_object(Bucket="results", Key=result_key(SITE, study_id), Body=content)


def put_in_inbox(stores: Stores, key: str) -> str:
    """Put a film into the inbox, and return the identifier of its study."""
    version = stores.s3.put_object(Bucket="uploads", Key=key, Body=b"film")["VersionId"]
    arrived = stores.s3.head_object(Bucket="uploads", Key=key, VersionId=version)["LastModified"]
    return inbox_study_id("uploads", key, version, arrived)


@pytest.fixture
def patient(stores: Stores) -> tuple[str, str]:
    """The studies of the patient: one uploaded, one from the inbox. Its name there has a later film, too."""
    stores.s3.put_object(Bucket="uploads", Key=upload_key(SITE, UPLOADED), Body=b"overwritten")
    stores.s3.put_object(Bucket="uploads", Key=upload_key(SITE, UPLOADED), Body=b"film")
    stores.s3.delete_object(Bucket="uploads", Key=upload_key(SITE, UPLOADED))
    complete(stores, UPLOADED, HASH, "upload")
    sent = put_in_inbox(stores, f"inbox/{SITE}/Doe, Jane.dcm")
    complete(stores, sent, HASH, "inbox")
    later = put_in_inbox(stores, f"inbox/{SITE}/Doe, Jane.dcm")
    complete(stores, later, OTHER_HASH, "inbox")
    complete(stores, OTHERS, OTHER_HASH, "upload")
    return UPLOADED, sent
