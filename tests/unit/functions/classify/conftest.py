"""Buckets, tables and a classifier that looks at nothing, for the classify function."""

import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
import numpy as np
import pytest
from PIL import Image

from cxr.classifier import Judgement
from cxr.radiograph import Radiograph
from cxr.study import Finding, Label
from cxr.study_store import StudyStore
from functions.classify.intake import Intake
from functions.classify.reading import ReadingRoom
from functions.classify.results import ResultsBucket
from functions.classify.sites import Sites
from functions.classify.uploads import UploadsBucket

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

EVENTS = Path(__file__).parents[3] / "events"
UPLOADS, RESULTS = "pneumoscope-test-uploads", "pneumoscope-test-results"


class SteadyClassifier:
    """Finds the same in every film, and counts them; raises ``trouble`` where it has some."""

    finding = Finding(0.75, Label.POSITIVE, None, "test-1")

    def __init__(self) -> None:
        self.films: list[Radiograph] = []
        self.trouble: Exception | None = None

    def classify(self, film: Radiograph) -> Judgement:
        self.films.append(film)
        if self.trouble:
            raise self.trouble
        return Judgement(self.finding, logit=1.1, activation_map=np.full((7, 7), 3, np.float32))


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
def intake(uploads: UploadsBucket, members_table: "Table") -> Intake:
    return Intake(uploads, Sites(members_table))


@pytest.fixture
def reading_room(classifier: SteadyClassifier, studies: StudyStore, s3: "S3Client") -> ReadingRoom:
    return ReadingRoom(classifier, studies, ResultsBucket(s3, RESULTS))


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
