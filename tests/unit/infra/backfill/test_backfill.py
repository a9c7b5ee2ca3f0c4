"""The films of a bucket are copied once each, after their cost was said and agreed to."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.study import MAX_UPLOAD_BYTES
from infra.backfill import __main__ as command
from infra.backfill.copying import Copier
from infra.backfill.source import Place, UnusableSource
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_s3 import S3Client

Run = Callable[..., int]
SITE = "st-marys"


@pytest.fixture
def s3(aws: None) -> "S3Client":
    """An archive with five films below films/, and the uploads bucket."""
    client = boto3.client("s3")
    for bucket in ("archive", "the-uploads"):
        client.create_bucket(Bucket=bucket, CreateBucketConfiguration={"LocationConstraint": "eu-central-1"})
    client.put_bucket_versioning(Bucket="the-uploads", VersioningConfiguration={"Status": "Enabled"})
    for number in range(5):
        client.put_object(
            Bucket="archive",
            Key=f"films/ward {number % 2}/{number}.dcm",
            Body=b"film %d" % number,
            ContentType="text/plain",
            Metadata={"patient": "Jane"},
        )
    client.put_object(Bucket="archive", Key="films/", Body=b"")
    client.put_object(Bucket="archive", Key="elsewhere/film.dcm", Body=b"x")
    return client


@pytest.fixture
def run(s3: "S3Client", make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command on a stage with one site and four workers."""
    members = make_table("MembersTable")
    members.put_item(Item={"sub": "a-clinician", "site": SITE, "role": "clinician"})
    queue = boto3.client("sqs").create_queue(QueueName="inbox")["QueueUrl"]
    outputs = {
        "UploadsBucketName": "the-uploads",
        "MembersTableName": members.name,
        "InboxQueueUrl": queue,
    }
    monkeypatch.setattr(command, "open_stage", lambda *_: Stage(boto3.Session(), None, outputs))
    monkeypatch.setattr(command, "_workers", lambda _: 4)
    monkeypatch.setattr("builtins.input", lambda _: "n")
    return lambda source="s3://archive/films", *more, site=SITE: command.main(
        [source, "--site", site, "--stage", "prod", *more]
    )


def inbox(s3: "S3Client") -> list[str]:
    listed = s3.list_objects_v2(Bucket="the-uploads").get("Contents", [])
    return [entry["Key"] for entry in listed]


EVERY_FILM = sorted(f"inbox/{SITE}/ward {number % 2}/{number}.dcm" for number in range(5))


def test_every_film_below_the_prefix_is_copied_with_its_folders(s3: "S3Client", run: Run) -> None:
    assert run("s3://archive/films", "--yes") == 0
    assert inbox(s3) == EVERY_FILM


def test_a_copy_carries_neither_a_guessed_type_nor_metadata(s3: "S3Client", run: Run) -> None:
    run("s3://archive/films/", "--yes")
    copied = s3.head_object(Bucket="the-uploads", Key=EVERY_FILM[0])
    assert (copied["ContentType"], copied["Metadata"]) == ("application/octet-stream", {})


def test_nothing_is_copied_until_the_operator_agrees(
    s3: "S3Client", run: Run, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run() == 1
    printed = capsys.readouterr().out
    assert "5 films are to be copied" in printed
    assert "1 are left aside: they are empty or folders" in printed
    assert "costs about $0.00" in printed
    assert inbox(s3) == []
    monkeypatch.setattr("builtins.input", lambda _: "y")
    assert run() == 0
    assert inbox(s3) == EVERY_FILM


def test_an_interrupted_backfill_copies_the_rest(
    s3: "S3Client", run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    s3.put_object(Bucket="the-uploads", Key=EVERY_FILM[0], Body=b"copied before")
    # Read, and removed by whoever owns the inbox: it was copied all the same.
    s3.put_object(Bucket="the-uploads", Key=EVERY_FILM[1], Body=b"copied before")
    s3.delete_object(Bucket="the-uploads", Key=EVERY_FILM[1])
    assert run("s3://archive/films", "--yes") == 0
    assert "2 are left aside: they were copied before" in capsys.readouterr().out
    assert set(inbox(s3)) == set(EVERY_FILM) - {EVERY_FILM[1]}
    assert run("s3://archive/films", "--yes") == 0
    assert "0 films are to be copied" in capsys.readouterr().out


def test_a_film_that_is_too_large_to_be_read_is_left_aside(
    s3: "S3Client", run: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    s3.put_object(Bucket="archive", Key="large/film.dcm", Body=bytes(MAX_UPLOAD_BYTES + 1))
    assert run("s3://archive/large", "--yes") == 0
    assert "1 are left aside: they are too large to be read" in capsys.readouterr().out
    assert inbox(s3) == []


def test_a_film_that_s3_does_not_copy_is_counted_and_stops_no_other(s3: "S3Client") -> None:
    copier = Copier(s3, Place("archive", "films/"), Place("the-uploads", f"inbox/{SITE}/"), at_once=2)
    seen: list[None] = []
    names = ["gone.dcm", "ward 0/0.dcm", "ward 1/1.dcm"]
    outcome = copier.copy(names, lambda: True, lambda: seen.append(None))
    assert (outcome.copied, dict(outcome.failed), len(seen)) == (2, {"NoSuchKey": 1}, 3)


def test_copying_waits_while_too_many_films_wait_to_be_read(
    s3: "S3Client", monkeypatch: pytest.MonkeyPatch
) -> None:
    answers, waits = [False, False, True], list[float]()
    monkeypatch.setattr(time, "sleep", waits.append)
    copier = Copier(s3, Place("archive", "films/"), Place("the-uploads", f"inbox/{SITE}/"), at_once=2)
    outcome = copier.copy(["ward 0/0.dcm"], lambda: answers.pop(0), lambda: None)
    assert (outcome.copied, len(waits)) == (1, 2)


@pytest.mark.parametrize(
    ("source", "site", "sentence"),
    [
        ("archive/films", SITE, "is not of the form s3://BUCKET/PREFIX"),
        ("https://archive/films", SITE, "is not of the form s3://BUCKET/PREFIX"),
        ("s3://archive/films", "elsewhere", "the stage has no site elsewhere"),
        ("s3://archive/films", "Jane Doe", "the stage has no site Jane Doe"),
        ("s3://the-uploads/inbox", SITE, "are in the uploads bucket already"),
        ("s3://no-such-archive/films", SITE, "no-such-archive cannot be listed: NoSuchBucket"),
    ],
)
def test_what_cannot_be_meant_copies_nothing(
    s3: "S3Client", run: Run, source: str, site: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(source, "--yes", site=site) == 2
    assert sentence in capsys.readouterr().err
    assert inbox(s3) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("s3://archive", ("archive", "")),
        ("s3://archive/", ("archive", "")),
        ("s3://archive/a#b/c", ("archive", "a#b/c/")),
    ],
)
def test_a_place_is_a_bucket_and_a_folder(text: str, expected: tuple[str, str]) -> None:
    place = Place.parse(text)
    assert (place.bucket, place.prefix) == expected


def test_a_query_in_a_place_is_no_folder() -> None:
    with pytest.raises(UnusableSource):
        Place.parse("s3://archive/films?versionId=1")


def test_a_number_of_copies_is_above_zero(run: Run) -> None:
    with pytest.raises(SystemExit, match="2"):
        run("s3://archive/films", "--at-once", "0")
