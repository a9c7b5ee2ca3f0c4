"""An operator has a site see films before findings."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.storage.site_settings import SiteFilmFirst, SiteSettings
from infra import film_first
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
    monkeypatch.setattr(film_first, "open_stage", lambda *_: stage)
    return table


def run(*arguments: str) -> int:
    return film_first.main([*arguments, "--stage", "prod"])


def test_film_first_is_switched_on_and_off_for_a_site(members: "Table") -> None:
    settings = SiteSettings(members)
    assert settings.film_first(SITE) == SiteFilmFirst()
    assert run(SITE, "on") == 0
    on = settings.film_first(SITE)
    assert run(SITE, "off") == 0
    off = settings.film_first(SITE)
    assert (on.on, off.on) == (True, False)
    assert on.changed_at and off.changed_at and on.changed_at < off.changed_at


def test_a_site_without_members_is_said_in_a_sentence(
    members: "Table", capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("st-mary", "on") == 1
    assert capsys.readouterr().err == (
        "film_first: the stage prod has no site st-mary; the worklist shows its name.\n"
    )
    assert members.scan()["Count"] == 1
