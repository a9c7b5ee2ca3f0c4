"""What one film uses of AWS is what the page on scaling reckons with (infra/capacity/film.py)."""

from collections import Counter
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from infra.bench.inputs.dicom_files import dicom_file
from infra.capacity.film import Usage

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


@pytest.fixture
def calls(aws: None, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Calls of clients that are made from now on, by name."""
    counted: Counter[str] = Counter()
    session = boto3.Session()
    session.events.register("before-call", lambda model, **_: counted.update([model.name]))
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", session)
    return counted


def test_a_film_uses_as_much_of_aws_as_its_price_says(
    handle: Callable[..., Any], arrive: Any, s3: "S3Client", calls: Counter[str]
) -> None:
    usage = Usage()
    film = dicom_file(usage.megapixels, "JPEG-LS")
    event = arrive("inbox_awkward_key", film, "application/dicom")
    calls.clear()
    handle(event)

    assert calls["PutObject"] == usage.result_objects
    # The film itself is put as well, and is copied from elsewhere in a backfill.
    assert calls["PutObject"] + calls["ListObjectVersions"] + 1 == usage.s3_writes
    assert calls["GetObject"] + 1 == usage.s3_reads
    assert calls["GetItem"] + calls["Query"] == usage.dynamodb_reads
    assert calls["UpdateItem"] + calls["PutItem"] + calls["DeleteItem"] == 2, "the claim and the finding"
    stored = s3.list_objects_v2(Bucket="pneumoscope-test-results")["Contents"]
    assert sum(it["Size"] for it in stored) == pytest.approx(usage.result_bytes, rel=0.05)
    assert len(film) == pytest.approx(usage.original_bytes, rel=0.05)
