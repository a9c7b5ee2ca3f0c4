"""A film is read at a site that wants result objects."""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from functions.classify.film_processor import FilmProcessor
from functions.classify.study_resolver import IncomingFilm

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

SITE, STUDY_ID = "st-marys", "01JDB3X4Y5Z6A7B8C9D0E1F2G3"
RESULTS = "pneumoscope-test-results"
Deliver = Callable[..., IncomingFilm]


@pytest.fixture
def objects(s3: "S3Client") -> Callable[[], dict[str, bytes]]:
    """The result objects that are there, by their names."""

    def read() -> dict[str, bytes]:
        listed = s3.list_objects_v2(Bucket=RESULTS, Prefix="reports/").get("Contents", [])
        keys = [entry["Key"] for entry in listed]
        assert all(key.startswith(f"reports/{SITE}/{STUDY_ID}/") for key in keys)
        return {key.split("/")[3]: s3.get_object(Bucket=RESULTS, Key=key)["Body"].read() for key in keys}

    return read


@pytest.fixture
def read_film(film_processor: FilmProcessor, deliver: Deliver) -> Callable[..., None]:
    def read(data: bytes, content_type: str = "application/dicom", **changes: str) -> None:
        incoming = replace(deliver(data, content_type), **changes)
        film_processor.read(incoming, is_last_receive=False)

    return read
