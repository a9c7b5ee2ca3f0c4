"""An operator sets whether a site needs a second factor."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.storage.site_settings import SiteSettings
from infra import second_factor
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

SITE = "st-marys"


@pytest.fixture
def settings(make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> SiteSettings:
    """The settings of a stage whose site has one member."""
    table = make_table("MembersTable")
    table.put_item(Item={"sub": "sub-1", "site": SITE, "role": "clinician"})
    stage = Stage(boto3.Session(), None, {"MembersTableName": "MembersTable"})
    monkeypatch.setattr(second_factor, "open_stage", lambda *_: stage)
    return SiteSettings(table)


def test_a_site_requires_a_second_factor_until_it_does_not(
    settings: SiteSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.set_prevalence(SITE, 0.1)
    for need, expected in (("required", True), ("optional", False)):
        assert second_factor.main([SITE, need, "--stage", "prod"]) == 0
        assert settings.requires_second_factor(SITE) is expected
        assert capsys.readouterr().out == f"A second factor is {need} at st-marys.\n"
    assert settings.prevalence(SITE) == 0.1


def test_a_site_without_members_is_said_in_a_sentence(
    settings: SiteSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert second_factor.main(["st-mary", "required", "--stage", "prod"]) == 1
    assert "the stage prod has no site st-mary" in capsys.readouterr().err
