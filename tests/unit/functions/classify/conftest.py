"""Buckets, tables and a classifier that looks at nothing, for the classify function."""

import hashlib
import importlib
import io
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import boto3
import pytest
from PIL import Image

from cxr.inference.model_card import load_model_card
from cxr.interchange.site_objects import SiteObjects
from cxr.storage.sites.site_settings import SiteSettings
from cxr.storage.sites.site_thresholds import ThresholdsStore
from cxr.storage.studies.study_store import StudyStore
from functions.classify import wiring
from functions.classify.film_processor import FilmProcessor
from functions.classify.pseudonyms import Pseudonyms
from functions.classify.results_bucket import ResultsBucket
from functions.classify.s3_event import UnreadableMessage, read_notification
from functions.classify.sites import Sites
from functions.classify.study_resolver import IncomingFilm, StudyResolver
from functions.classify.uploads_bucket import UploadsBucket
from tests.support.lambda_context import Context
from tests.support.steady_classifier import SteadyClassifier

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

EVENTS = Path(__file__).parents[3] / "events"
MODULE = "functions.classify.handler"
LoadEvent = Callable[[str], dict[str, Any]]
Handler = Callable[[dict[str, Any]], dict[str, Any]]
UPLOADS, RESULTS = "pneumoscope-test-uploads", "pneumoscope-test-results"
SALT = "pneumoscope-test-salt"
SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"


@pytest.fixture
def classifier() -> SteadyClassifier:
    return SteadyClassifier()


@pytest.fixture
def s3(aws: None) -> "S3Client":
    client = boto3.client("s3")
    for bucket in (UPLOADS, RESULTS):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.put_bucket_versioning(Bucket=UPLOADS, VersioningConfiguration={"Status": "Enabled"})
    return client


@pytest.fixture
def studies_table(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("StudiesTable")


@pytest.fixture
def members_table(make_table: "Callable[[str], Table]") -> "Table":
    """One member, of ``st-marys``."""
    table = make_table("MembersTable")
    table.put_item(Item={"sub": "a-clinician", "site": "st-marys", "role": "clinician"})
    return table


@pytest.fixture
def studies(studies_table: "Table") -> StudyStore:
    return StudyStore(studies_table)


@pytest.fixture
def uploads(s3: "S3Client") -> UploadsBucket:
    return UploadsBucket(s3, UPLOADS)


@pytest.fixture
def resolver(uploads: UploadsBucket, members_table: "Table", studies: StudyStore) -> StudyResolver:
    return StudyResolver(uploads, Sites(members_table), studies)


@pytest.fixture
def pseudonyms(aws: None) -> Pseudonyms:
    """With a salt of 64 letters, as the template makes one."""
    boto3.client("secretsmanager").create_secret(Name=SALT, SecretString="s" * 64)
    return Pseudonyms(lambda: boto3.client("secretsmanager"), SALT)


@pytest.fixture
def film_processor(
    classifier: SteadyClassifier,
    studies: StudyStore,
    uploads: UploadsBucket,
    s3: "S3Client",
    pseudonyms: Pseudonyms,
    site_thresholds: ThresholdsStore,
    site_settings: SiteSettings,
) -> FilmProcessor:
    results = ResultsBucket(s3, RESULTS)
    return FilmProcessor(
        classifier,
        studies,
        uploads,
        results,
        pseudonyms,
        site_thresholds=site_thresholds,
        site_objects=SiteObjects(site_settings, load_model_card()),
    )


@pytest.fixture
def site_settings(members_table: "Table") -> SiteSettings:
    return SiteSettings(members_table)


@pytest.fixture
def site_thresholds(make_table: "Callable[[str], Table]") -> ThresholdsStore:
    return ThresholdsStore(make_table("VerdictsTable"))


@pytest.fixture
def deliver(put: Callable[..., str]) -> Callable[..., IncomingFilm]:
    """Put a file under the study's key and announce it."""

    def incoming(body: bytes, content_type: str = "image/jpeg") -> IncomingFilm:
        key = f"uploads/{SITE}/{STUDY_ID}"
        version = put(key, body, content_type)
        return IncomingFilm(SITE, STUDY_ID, "upload", key, version, hashlib.md5(body).hexdigest())

    return incoming


@pytest.fixture
def result(s3: "S3Client") -> Callable[[], dict[str, Any]]:
    """Read the study's result.json."""

    def read() -> dict[str, Any]:
        answer = s3.get_object(Bucket=RESULTS, Key=f"results/{SITE}/{STUDY_ID}/result.json")
        document: dict[str, Any] = json.loads(answer["Body"].read())
        return document

    return read


@pytest.fixture
def no_uploads(s3: "S3Client") -> None:
    """The uploads bucket does not answer."""
    s3.delete_bucket(Bucket=UPLOADS)


@pytest.fixture(scope="session")
def film() -> bytes:
    """A JPEG that passes for a film: a grey ramp, 96 pixels a side."""
    file = io.BytesIO()
    Image.linear_gradient("L").resize((96, 96)).save(file, "JPEG")
    return file.getvalue()


@pytest.fixture
def load_event() -> Callable[[str], dict[str, Any]]:
    """Load a real event by its file's name."""

    def load(name: str) -> dict[str, Any]:
        event: dict[str, Any] = json.loads((EVENTS / f"{name}.json").read_text())
        return event

    return load


@pytest.fixture
def put(s3: "S3Client") -> Callable[..., str]:
    """Put an object into the uploads bucket; its version is returned."""

    def put_object(key: str, body: bytes, content_type: str = "image/jpeg") -> str:
        answer = s3.put_object(Bucket=UPLOADS, Key=key, Body=body, ContentType=content_type)
        return answer["VersionId"]

    return put_object


@pytest.fixture
def handle(
    monkeypatch: pytest.MonkeyPatch,
    classifier: object,
    s3: "S3Client",
    studies_table: "Table",
    members_table: "Table",
    pseudonyms: Pseudonyms,
    site_thresholds: ThresholdsStore,
) -> Handler:
    """A worker that starts with the event it is given."""
    environment = {
        "UPLOADS_BUCKET": "pneumoscope-test-uploads",
        "RESULTS_BUCKET": "pneumoscope-test-results",
        "STUDIES_TABLE": studies_table.name,
        "MEMBERS_TABLE": members_table.name,
        "MAX_RECEIVE_COUNT": "5",
        "ORIGINALS_EXPIRE_DAYS": "7",
        "PSEUDONYM_SECRET": SALT,
        "VERDICTS_TABLE": "VerdictsTable",
        "STAGE": "test",
        "LOG_LEVEL": "INFO",
        "POWERTOOLS_METRICS_NAMESPACE": "Pneumoscope",
        # Powertools keeps one logger a service; a fresh one writes to this test's output.
        "POWERTOOLS_SERVICE_NAME": f"classify-{uuid4()}",
    }
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(wiring, "load_classifier", lambda: classifier)

    def start_and_handle(event: dict[str, Any]) -> dict[str, Any]:
        sys.modules.pop(MODULE, None)
        answer: dict[str, Any] = importlib.import_module(MODULE).handler(
            event, Context("pneumoscope-test-classify")
        )
        return answer

    return start_and_handle


@pytest.fixture
def arrive(load_event: LoadEvent, put: Callable[..., str], film: bytes) -> Callable[..., dict[str, Any]]:
    """Load an event, and put there what it announces."""

    def load(name: str, content: bytes = film, content_type: str = "image/jpeg") -> dict[str, Any]:
        event, etag = load_event(name), hashlib.md5(content).hexdigest()
        versions: dict[str | None, str] = {}
        for record in event["Records"]:
            for announced in objects_in(record["body"]):
                if announced.version_id not in versions:
                    versions[announced.version_id] = put(announced.key, content, content_type)
                there = {announced.version_id: versions[announced.version_id], announced.etag: etag}
                for name_in_event, name_of_ours in there.items():
                    record["body"] = record["body"].replace(name_in_event, name_of_ours)
        return event

    return load


def objects_in(body: str) -> tuple[Any, ...]:
    try:
        return read_notification(body).objects
    except UnreadableMessage:
        return ()
