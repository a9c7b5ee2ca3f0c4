"""What is kept of a patient is erased, and nothing of anybody else."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from botocore.exceptions import ClientError

from cxr.errors import StudyFinalized
from cxr.storage.object_keys import reports_prefix
from cxr.storage.studies.study_store import StudyStore
from cxr.study import UNASSIGNED_SITE
from infra.erase import erasure
from infra.erase.__main__ import main
from infra.patient.stores import Stores
from infra.patient.traces import find_traces
from infra.stage import Stage
from tests.unit.infra.erase.conftest import HASH, NOW, OTHERS, SITE, UPLOADED

OF_PATIENT = ("--site", SITE, "--patient-hash", HASH, "--stage", "prod")
CONFIRMED = (*OF_PATIENT, "--confirm", f"erase 2 studies of {SITE}")


def everything(stores: Stores) -> str:
    """The whole stage as text."""
    versions = [stores.s3.list_object_versions(Bucket=bucket) for bucket in (stores.uploads, stores.results)]
    listed = [page.get(kind, []) for page in versions for kind in ("Versions", "DeleteMarkers")]
    return str([stores.studies.scan()["Items"], stores.verdicts.scan()["Items"], listed])


def test_without_confirmation_nothing_is_erased_and_all_is_listed(
    stores: Stores, patient: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(stores)
    assert main([*OF_PATIENT]) == 0
    assert everything(stores) == before
    printed = capsys.readouterr().out
    assert (
        f"{UPLOADED}  1 studies, 1 notes of readers, 1 fingerprints of uploads, 1 verdicts and looks, "
        "2 films, every version, 2 results, every version, 1 marks of deleted objects\n"
    ) in printed
    assert f"--confirm 'erase 2 studies of {SITE}'" in printed
    assert "Jane" not in printed


def test_other_words_than_the_printed_ones_erase_nothing(
    stores: Stores, patient: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    before = everything(stores)
    assert main([*OF_PATIENT, "--confirm", f"erase 3 studies of {SITE}"]) == 2
    assert "nothing was erased" in capsys.readouterr().err
    assert everything(stores) == before


def test_every_trace_of_a_patient_goes_and_those_of_others_stay(
    stores: Stores, patient: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*CONFIRMED]) == 0
    assert main(["--site", SITE, "--study", OTHERS, "--stage", "prod"]) == 0, "the other patient's is whole"
    items = stores.studies.scan()["Items"] + stores.verdicts.scan()["Items"]
    tombstones = {f"deleted#{study_id}" for study_id in patient}
    left = [it for it in items if it.get("study_id") not in tombstones]
    assert HASH not in str(left)
    assert [study_id for study_id in patient if study_id in str(left)] == []
    versions = stores.s3.list_object_versions(Bucket="uploads")
    assert "DeleteMarkers" not in versions
    (later,) = versions["Versions"]
    assert later["Key"] == f"inbox/{SITE}/Doe, Jane.dcm", "a later film of another patient has the same name"
    assert main([*OF_PATIENT]) == 1
    assert "has nothing of this patient" in capsys.readouterr().err


def test_result_objects_are_erased_with_their_study(stores: Stores, patient: tuple[str, str]) -> None:
    key = f"{reports_prefix(SITE, UPLOADED)}sr.dcm"
    for content in (b"first", b"second"):
        stores.s3.put_object(Bucket="results", Key=key, Body=content)
    assert main([*CONFIRMED]) == 0
    assert "Versions" not in stores.s3.list_object_versions(Bucket="results", Prefix="reports/")


def test_the_record_of_an_erasure_names_neither_patient_nor_study(
    stores: Stores, patient: tuple[str, str]
) -> None:
    assert main([*CONFIRMED]) == 0
    items: list[Any] = stores.studies.scan()["Items"]
    (record,) = [it for it in items if it["study_id"].startswith(erasure.RECORD)]
    assert record["erased"]["studies"] == 2
    assert record["operator"].startswith("arn:aws:")
    assert [it for it in (*patient, HASH, "Jane") if it in str(record)] == []


def test_the_command_says_what_stays_and_until_when(
    stores: Stores, patient: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    stores.studies.meta.client.update_continuous_backups(
        TableName=stores.studies.name,
        PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True},
    )
    main([*CONFIRMED])
    printed = capsys.readouterr().out
    assert "the point-in-time recovery of StudiesTable" in printed
    assert "VerdictsTable has no point-in-time recovery, so it holds nothing" in printed


def test_backups_are_named_where_the_stage_makes_them(
    stores: Stores, stage: Stage, patient: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    main([*OF_PATIENT])
    assert "backups" not in capsys.readouterr().out
    stage.outputs["BackupDays"] = "7"
    before = datetime.now(UTC)
    main([*CONFIRMED])
    # Midnight may pass meanwhile.
    days = {f"{moment + timedelta(days=8):%Y-%m-%d}" for moment in (before, datetime.now(UTC))}
    printed = capsys.readouterr().out
    assert any(f"until {day}: the backups of tables" in printed for day in days)


def test_a_late_film_brings_no_erased_study_back(stores: Stores, patient: tuple[str, str]) -> None:
    main([*CONFIRMED])
    for study_id in patient:
        with pytest.raises(StudyFinalized):
            StudyStore(stores.studies).claim(SITE, study_id, "etag", "inbox", NOW)


@pytest.mark.parametrize("survives", range(4))
def test_an_erasure_that_broke_off_is_finished_by_a_second_one(
    stores: Stores, patient: tuple[str, str], monkeypatch: pytest.MonkeyPatch, survives: int
) -> None:
    steps = ("_delete_versions", "_delete_items")
    done: list[Any] = []

    def broken(step: Any) -> Any:
        def run(*arguments: Any) -> None:
            if len(done) == survives:
                raise ClientError({"Error": {"Code": "SlowDown"}}, "Delete")
            done.append(step)
            step(*arguments)

        return run

    with monkeypatch.context() as patch:
        for name in steps:
            patch.setattr(erasure, name, broken(getattr(erasure, name)))
        with pytest.raises(ClientError):
            main([*CONFIRMED])
    main([*OF_PATIENT])
    assert main([*CONFIRMED]) == 0
    assert HASH not in everything(stores)


def test_a_film_that_is_being_read_is_not_erased_yet(
    stores: Stores, capsys: pytest.CaptureFixture[str]
) -> None:
    StudyStore(stores.studies).claim(SITE, UPLOADED, "etag", "upload", NOW)
    arguments = ["--site", SITE, "--study", UPLOADED, "--stage", "prod"]
    assert main([*arguments, "--confirm", f"erase 1 study of {SITE}"]) == 1
    assert "are being read" in capsys.readouterr().err
    assert not StudyStore(stores.studies).is_deleted(SITE, UPLOADED)


def test_the_rest_of_a_deleted_study_is_erased(stores: Stores, patient: tuple[str, str]) -> None:
    StudyStore(stores.studies).delete(SITE, UPLOADED, NOW)
    arguments = ["--site", SITE, "--study", UPLOADED, "--stage", "prod"]
    assert main([*arguments, "--confirm", f"erase 1 study of {SITE}"]) == 0
    assert f"/{UPLOADED}" not in everything(stores)


class _Keeper:
    """S3 that deletes nothing."""

    def __init__(self, s3: Any) -> None:
        self._s3 = s3

    def __getattr__(self, name: str) -> Any:
        return getattr(self._s3, name)

    def delete_objects(self, **_: Any) -> dict[str, Any]:
        return {"Errors": [{"Key": f"inbox/{SITE}/Doe, Jane.dcm", "Code": "AccessDenied"}]}


def test_versions_that_s3_keeps_are_reported_without_their_names(
    stores: Stores, patient: tuple[str, str]
) -> None:
    refusing = replace(stores, s3=cast("Any", _Keeper(stores.s3)))
    with pytest.raises(erasure.NotErased, match=r"^S3 kept 1 versions \(AccessDenied\); run") as kept:
        erasure.erase(refusing, find_traces(stores, SITE, patient), NOW, "arn:aws:iam::123456789012:user/op")
    assert "Jane" not in str(kept.value)
    assert HASH in everything(stores), "the studies can still be found"


def test_the_studies_of_another_site_are_not_found(stores: Stores, patient: tuple[str, str]) -> None:
    for site in ("st-johns", UNASSIGNED_SITE):
        assert main(["--site", site, "--patient-hash", HASH, "--stage", "prod"]) == 1
