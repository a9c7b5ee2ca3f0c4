"""Nothing of an erased study is left on the stack, and no late film brings it back."""

from pathlib import Path
from typing import Any

import pytest

from cxr.storage.object_keys import upload_key
from cxr.storage.studies.study_store import StudyStore
from cxr.study import Status
from infra import stage
from infra.erase.__main__ import main as erase
from infra.export.__main__ import main as export
from infra.local.settings import SAMPLES
from infra.local.stack import LocalStack
from tests.integration.pipeline import Pipeline
from tests.integration.program import Program
from tests.integration.test_json_api import send

FILM = SAMPLES / "pneumonia-3.jpg"


def names_of(stack: LocalStack, study_id: str) -> list[str]:
    """Keys of the buckets and the tables that name the study, its tombstone aside."""
    s3 = stack.clients.s3
    found: list[str] = []
    for bucket in (stack.outputs["uploads_bucket"], stack.outputs["results_bucket"]):
        for page in s3.get_paginator("list_object_versions").paginate(Bucket=bucket):
            held: list[Any] = [*page.get("Versions", []), *page.get("DeleteMarkers", [])]
            found += [it["Key"] for it in held]
    for name in ("studies_table", "verdicts_table"):
        items: list[Any] = stack.clients.dynamodb.Table(stack.outputs[name]).scan()["Items"]
        found += [it.get("entry") or it["study_id"] for it in items]
    return [name for name in found if study_id in name and name != f"deleted#{study_id}"]


def test_an_erased_study_leaves_nothing_and_does_not_come_back(
    stack: LocalStack, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    program, film = Program(stack), FILM.read_bytes()
    opened = program.open_study(len(film))
    study_id = opened["study_id"]
    assert send(opened["upload"], film).ok
    program.wait_for_the_end(study_id)
    Pipeline(stack).wait_until_idle()
    note = {"verdict": "agree", "note": "seen with Dr. Roe"}
    assert program.call("POST", f"/studies/{study_id}/verdicts", note).status_code == 201
    assert program.call("DELETE", f"/studies/{study_id}").status_code == 204
    assert names_of(stack, study_id), "a deletion on a page leaves older versions and verdicts"

    chosen = ["--site", program.site, "--study", study_id, "--stage", "local"]
    assert export([*chosen, "--out", str(tmp_path / "copy")]) == 0
    assert film in [it.read_bytes() for it in (tmp_path / "copy" / study_id).iterdir()]
    assert erase(chosen) == 0
    assert erase([*chosen, "--confirm", f"erase 1 study of {program.site}"]) == 0
    assert names_of(stack, study_id) == []
    assert "What stays:" in capsys.readouterr().out

    uploads, key = stack.outputs["uploads_bucket"], upload_key(program.site, study_id)
    stack.clients.s3.put_object(Bucket=uploads, Key=key, Body=film, ContentType="image/jpeg")
    Pipeline(stack).wait_until_idle()
    assert program.call("GET", f"/studies/{study_id}").status_code == 404


def test_a_film_of_the_inbox_is_erased_with_its_name(
    stack: LocalStack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    pipeline = Pipeline(stack)
    site = pipeline.new_site()
    pipeline.put(site, FILM.read_bytes(), "Doe, Jane.jpg")
    study = pipeline.wait_for_the_end(site)
    assert study.status is Status.COMPLETE
    # A worker writes the result after the end of the study.
    pipeline.wait_until_idle()
    chosen = ["--site", site, "--study", study.study_id, "--stage", "local"]
    assert erase([*chosen, "--confirm", f"erase 1 study of {site}"]) == 0
    assert names_of(stack, study.study_id) == []
    held = stack.clients.s3.list_object_versions(
        Bucket=stack.outputs["uploads_bucket"], Prefix=f"inbox/{site}/"
    )
    assert "Versions" not in held
    studies = StudyStore(stack.clients.dynamodb.Table(stack.outputs["studies_table"]))
    assert studies.is_deleted(site, study.study_id)
