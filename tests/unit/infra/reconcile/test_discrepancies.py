"""Every film that no one read is found, and what is on its way or was removed is left alone."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.storage.object_keys import reports_prefix
from cxr.storage.studies.film_fingerprints import FilmFingerprints
from cxr.storage.studies.study_store import StudyStore
from cxr.storage.verdicts.verdict_notes import VerdictNotes
from cxr.study import UNASSIGNED_SITE
from infra.reconcile.discrepancies import ADVICE, Discrepancy, Kind
from infra.reconcile.originals import list_originals
from infra.stage import Stage
from tests.unit.infra.reconcile.conftest import ETAG, SITE, STUDY_ID

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

Found = Callable[..., list[Discrepancy]]
EVERY_RESULT = ("preview.jpg", "heatmap.png", "result.json")


def kinds(found: list[Discrepancy]) -> list[Kind]:
    return [it.kind for it in found]


def test_a_film_without_a_study_is_found(put: Callable[..., str], found: Found) -> None:
    put("inbox/st-marys/ward 3/Jane Doe+1.dcm")
    (film,) = found()
    assert (film.kind, film.site) == (Kind.UNREAD, SITE)
    assert film.original is not None


def test_an_upload_that_was_never_announced_is_found(
    put: Callable[..., str], open_study: Callable[[], None], found: Found
) -> None:
    open_study()
    version = put(f"uploads/{SITE}/{STUDY_ID}")
    (film,) = found()
    assert (film.kind, film.site, film.study_id) == (Kind.UNFINISHED, SITE, STUDY_ID)
    assert film.original is not None
    assert film.original.version == version


def test_a_study_whose_film_is_gone_is_found(studies: StudyStore, found: Found) -> None:
    studies.claim(SITE, STUDY_ID, ETAG, "inbox", datetime.now(UTC))
    assert found() == [Discrepancy(Kind.FILMLESS, SITE, STUDY_ID)]


def test_notes_and_fingerprints_are_no_studies(
    stage: Stage, end: Callable[..., None], put: Callable[..., str], found: Found
) -> None:
    put(f"uploads/{SITE}/{STUDY_ID}")
    end(STUDY_ID, *EVERY_RESULT)
    table = boto3.resource("dynamodb").Table(stage.outputs["StudiesTableName"])
    VerdictNotes(table).put(SITE, f"{STUDY_ID}#an-entry", "a note")
    FilmFingerprints(table).remember(SITE, STUDY_ID, STUDY_ID, datetime.now(UTC))
    assert found() == []


def test_a_form_that_no_one_used_is_no_trouble(open_study: Callable[[], None], found: Found) -> None:
    open_study()
    assert found() == []


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (EVERY_RESULT, []),
        (("preview.jpg", "heatmap.png"), [Kind.UNPUBLISHED]),
        (("preview.jpg", "result.json"), [Kind.PICTURELESS]),
        ((), [Kind.PICTURELESS]),
    ],
)
def test_a_complete_study_has_its_results(
    put: Callable[..., str],
    end: Callable[..., None],
    found: Found,
    written: tuple[str, ...],
    expected: list[Kind],
) -> None:
    put(f"uploads/{SITE}/{STUDY_ID}")
    end(STUDY_ID, *written)
    assert kinds(found()) == expected
    # Reading a film again writes its result again, and never images of another model.
    assert all((it.original is not None) == (it.kind is Kind.UNPUBLISHED) for it in found())


def test_results_of_no_study_are_found(s3: "S3Client", stage: Stage, found: Found) -> None:
    key = f"results/{SITE}/{STUDY_ID}/preview.jpg"
    s3.put_object(Bucket=stage.outputs["ResultsBucketName"], Key=key, Body=b"x")
    assert found() == [Discrepancy(Kind.LEFTOVER, SITE, STUDY_ID)]


def test_result_objects_of_no_study_are_found(s3: "S3Client", stage: Stage, found: Found) -> None:
    key = f"{reports_prefix(SITE, STUDY_ID)}sr.dcm"
    s3.put_object(Bucket=stage.outputs["ResultsBucketName"], Key=key, Body=b"x")
    assert found() == [Discrepancy(Kind.LEFTOVER, SITE, STUDY_ID)]


def test_a_study_need_not_have_result_objects(
    put: Callable[..., str], end: Callable[..., None], found: Found
) -> None:
    put(f"uploads/{SITE}/{STUDY_ID}")
    end(STUDY_ID, *EVERY_RESULT)
    assert found() == []


def test_images_that_a_broken_off_deletion_left_are_found(
    end: Callable[..., None], studies: StudyStore, found: Found
) -> None:
    end(STUDY_ID, *EVERY_RESULT)
    studies.delete(SITE, STUDY_ID, datetime.now(UTC))
    assert kinds(found()) == [Kind.LEFTOVER]


def test_a_film_of_a_deleted_study_stays_unread(
    put: Callable[..., str], end: Callable[..., None], studies: StudyStore, found: Found
) -> None:
    put(f"uploads/{SITE}/{STUDY_ID}")
    end(STUDY_ID)
    studies.delete(SITE, STUDY_ID, datetime.now(UTC))
    assert found() == []


def test_a_film_that_was_removed_is_not_read(
    put: Callable[..., str], s3: "S3Client", stage: Stage, found: Found
) -> None:
    put("inbox/st-marys/film.dcm")
    s3.delete_object(Bucket=stage.outputs["UploadsBucketName"], Key="inbox/st-marys/film.dcm")
    assert found() == []


def test_each_version_in_the_inbox_is_a_film(put: Callable[..., str], found: Found) -> None:
    versions = {put("inbox/st-marys/film.dcm", body) for body in (b"one", b"two")}
    assert {it.original.version for it in found() if it.original} == versions


@pytest.mark.parametrize("key", ["inbox/", "inbox/st-marys/", "uploads/elsewhere", "inbox/st-marys/empty"])
def test_folders_and_empty_objects_are_no_films(put: Callable[..., str], found: Found, key: str) -> None:
    put(key, b"" if key.endswith("empty") else b"x")
    assert found() == []


def test_what_is_on_its_way_is_left_alone(put: Callable[..., str], studies: StudyStore, found: Found) -> None:
    put("inbox/st-marys/film.dcm")
    studies.claim(SITE, STUDY_ID, ETAG, "inbox", datetime.now(UTC))
    assert found(settled_before=datetime.now(UTC) - timedelta(hours=1)) == []


def test_a_film_read_for_nobodys_site_counts_as_read(
    put: Callable[..., str], end: Callable[..., None], s3: "S3Client", stage: Stage, found: Found
) -> None:
    put("inbox/unknown-site/film.dcm")
    (original,) = list_originals(s3, stage.outputs["UploadsBucketName"])
    end(original.study_id, site=UNASSIGNED_SITE)
    assert found() == []


def test_one_site_can_be_looked_at_alone(put: Callable[..., str], studies: StudyStore, found: Found) -> None:
    put("inbox/st-marys/film.dcm")
    put("inbox/elsewhere/film.dcm")
    studies.claim(UNASSIGNED_SITE, STUDY_ID, ETAG, "inbox", datetime.now(UTC))
    assert [it.site for it in found(SITE)] == [SITE]


def test_every_kind_of_trouble_has_its_advice() -> None:
    assert ADVICE.keys() == set(Kind)
