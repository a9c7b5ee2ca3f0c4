"""The films of an archive are read, once each."""

import pytest

from cxr.study import Status
from infra import stage
from infra.backfill.__main__ import main
from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from tests.integration.pipeline import PATIENCE, Pipeline, until

ARCHIVE = "archive-of-a-hospital"


@pytest.fixture
def films(stack: LocalStack) -> int:
    """Films in a bucket of the same AWS account, in two folders; their number is returned."""
    s3 = stack.clients.s3
    s3.create_bucket(
        Bucket=ARCHIVE,
        CreateBucketConfiguration={"LocationConstraint": "eu-central-1"},
    )
    samples = sorted(SAMPLES.glob("*.jpg"))
    for number, sample in enumerate(samples):
        s3.upload_file(str(sample), ARCHIVE, f"films/ward {number % 2}/{sample.name}")
    return len(samples)


def test_every_film_of_an_archive_gets_one_study(
    stack: LocalStack, films: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    pipeline = Pipeline(stack)
    pipeline.wait_until_idle()
    site = pipeline.new_site()
    arguments = [f"s3://{ARCHIVE}/films", "--site", site, "--stage", "local", "--yes"]

    assert main(arguments) == 0
    assert f"{films} films are to be copied" in capsys.readouterr().out
    over = (Status.COMPLETE, Status.REFUSED)
    until(
        lambda: sum(it.status in over for it in pipeline.studies(site)) == films,
        PATIENCE,
        "every study's end",
    )

    assert main(arguments) == 0
    assert f"{films} are left aside: they were copied before" in capsys.readouterr().out
    assert len(pipeline.studies(site)) == films
