"""An operator sets the prevalence of a site."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.storage.site_settings import SiteSettings
from infra import prevalence
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

SITE = "st-marys"


@pytest.fixture
def members(make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> "Table":
    """The members table of a stage, with one member."""
    table = make_table("MembersTable")
    table.put_item(Item={"sub": "sub-1", "site": SITE, "role": "clinician"})
    stage = Stage(boto3.Session(), None, {"MembersTableName": "MembersTable"})
    monkeypatch.setattr(prevalence, "open_stage", lambda *_: stage)
    return table


def run(*arguments: str) -> int:
    return prevalence.main([*arguments, "--stage", "prod"])


def test_a_site_gets_a_prevalence_and_loses_it_again(
    members: "Table", capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(SITE, "0.10") == 0
    assert SiteSettings(members).prevalence(SITE) == 0.1
    assert run(SITE, "none") == 0
    assert SiteSettings(members).prevalence(SITE) is None
    assert capsys.readouterr().out == (
        "The prevalence of st-marys is 0.1.\nThe prevalence of st-marys is no longer set.\n"
    )


@pytest.mark.parametrize("share", ["0", "1", "10", "nan", "many"])
def test_a_bad_prevalence_is_refused_with_a_sentence(
    members: "Table", share: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(SITE, share) == 2
    assert capsys.readouterr().err.startswith(
        "prevalence: Give the prevalence as a share from 0.001 to 0.999"
    )
    assert SiteSettings(members).prevalence(SITE) is None


def test_a_site_without_members_is_said_in_a_sentence(
    members: "Table", capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("st-mary", "0.10") == 1
    assert capsys.readouterr().err == (
        "prevalence: the stage prod has no site st-mary; the worklist shows its name.\n"
    )
    assert members.scan()["Count"] == 1
