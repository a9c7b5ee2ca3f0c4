"""One command shows that a stage works, and leaves neither account nor site, study or film behind."""

from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from cxr.storage.studies.study_store import TOMBSTONE
from infra import stage
from infra.local.stack import LocalStack
from infra.smoke.__main__ import main


@pytest.fixture
def traces(stack: LocalStack, monkeypatch: pytest.MonkeyPatch) -> Callable[[], list[str]]:
    """What the smoke tests of this stack have left: accounts, members, studies and objects.

    Not the marks of deleted studies, which expire.
    """
    monkeypatch.setattr(stage, "Settings", lambda: stack.settings)
    clients, outputs = stack.clients, stack.outputs

    def find() -> list[str]:
        users = clients.cognito.list_users(UserPoolId=outputs["user_pool_id"])["Users"]
        members = clients.dynamodb.Table(outputs["members_table"]).scan()["Items"]
        items = clients.dynamodb.Table(outputs["studies_table"]).scan()["Items"]
        studies = [item for item in items if not str(item["study_id"]).startswith(TOMBSTONE)]
        keys = [
            version["Key"]
            for bucket in (outputs["uploads_bucket"], outputs["results_bucket"])
            for page in clients.s3.get_paginator("list_object_versions").paginate(Bucket=bucket)
            for version in page.get("Versions", []) + page.get("DeleteMarkers", [])
        ]
        found = [
            *(str(attribute["Value"]) for user in users for attribute in user["Attributes"]),
            *(str(item.get("site")) for item in (*members, *studies)),
            *keys,
        ]
        return [text for text in found if "smoke-" in text]

    return find


def test_a_sound_stage_reads_a_film_and_keeps_nothing(
    traces: Callable[[], list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--stage", "local"]) == 0
    assert "positive by model" in capsys.readouterr().out
    assert traces() == []


def test_a_stage_that_reads_no_films_fails_with_a_sentence(
    traces: Callable[[], list[str]],
    silent_bucket: Callable[[], AbstractContextManager[None]],
    capsys: pytest.CaptureFixture[str],
) -> None:
    with silent_bucket():
        assert main(["--stage", "local", "--within", "2"]) == 1
    assert "the film has no finding in time" in capsys.readouterr().err
    assert traces() == []
