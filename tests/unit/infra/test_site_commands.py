"""An operator sets the prevalence, film first, the second factor and the result objects of a site."""

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import boto3
import pytest

from cxr.audit_event import Act
from cxr.cli.report_files import FHIR
from cxr.interchange.dicom.result_object import ObjectKind
from cxr.storage.audit.audit_trail import AuditTrail, EventFilter
from cxr.storage.object_keys import RESULT_OBJECTS
from cxr.storage.sites.site_settings import SiteFilmFirst, SiteSettings, WantedObjects
from infra import film_first, prevalence, result_objects, second_factor, site_command
from infra.operator_events import SETTINGS
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

SITE = "st-marys"
COMMANDS: dict[str, tuple[Callable[[list[str]], int], str]] = {
    "prevalence": (prevalence.main, "0.10"),
    "film_first": (film_first.main, "on"),
    "second_factor": (second_factor.main, "required"),
    "result_objects": (result_objects.main, "sr,sc"),
}
"""The commands by name, each with a value that it sets."""


@pytest.fixture
def members(make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> "Table":
    """The members table of a stage, with one member."""
    table = make_table("MembersTable")
    table.put_item(Item={"sub": "sub-1", "site": SITE, "role": "clinician"})
    outputs = {
        "MembersTableName": "MembersTable",
        "AuditTableName": make_table("AuditTable").name,
        "Guards": "auditRetentionDays=7",
    }
    stage = Stage(boto3.Session(region_name="eu-central-1"), None, outputs)
    monkeypatch.setattr(site_command, "open_stage", lambda *_: stage)
    return table


@pytest.fixture
def settings(members: "Table") -> SiteSettings:
    return SiteSettings(members)


def run(name: str, site: str, value: str) -> int:
    return COMMANDS[name][0]([site, value, "--stage", "prod"])


def test_a_site_gets_a_prevalence_and_loses_it_again(
    settings: SiteSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("prevalence", SITE, "0.10") == 0
    assert settings.prevalence(SITE) == 0.1
    assert run("prevalence", SITE, "none") == 0
    assert settings.prevalence(SITE) is None
    assert capsys.readouterr().out == (
        "The prevalence of st-marys is 0.1.\nThe prevalence of st-marys is no longer set.\n"
    )


@pytest.mark.parametrize("share", ["0", "1", "10", "nan", "many"])
def test_a_bad_prevalence_is_refused_with_a_sentence(
    settings: SiteSettings, share: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("prevalence", SITE, share) == 2
    assert capsys.readouterr().err.startswith(
        "prevalence: Give the prevalence as a share from 0.001 to 0.999"
    )
    assert settings.prevalence(SITE) is None


def test_film_first_is_switched_on_and_off_for_a_site(settings: SiteSettings) -> None:
    assert settings.film_first(SITE) == SiteFilmFirst()
    assert run("film_first", SITE, "on") == 0
    on = settings.film_first(SITE)
    assert run("film_first", SITE, "off") == 0
    off = settings.film_first(SITE)
    assert (on.on, off.on) == (True, False)
    assert on.changed_at and off.changed_at and on.changed_at < off.changed_at


def test_a_site_requires_a_second_factor_until_it_does_not(
    settings: SiteSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.set_prevalence(SITE, 0.1)
    for need, expected in (("required", True), ("optional", False)):
        assert run("second_factor", SITE, need) == 0
        assert settings.requires_second_factor(SITE) is expected
        assert capsys.readouterr().out == f"A second factor is {need} at st-marys.\n"
    assert settings.prevalence(SITE) == 0.1


def test_a_site_has_no_result_objects_until_an_operator_names_some(
    settings: SiteSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    settings.set_prevalence(SITE, 0.1)
    assert settings.result_objects(SITE) == WantedObjects((), 0.1)
    for given, names in (("pr, sr,fhir", ("sr", "pr", "fhir")), ("none", ())):
        assert run("result_objects", SITE, given) == 0
        assert settings.result_objects(SITE) == WantedObjects(names, 0.1)
    assert capsys.readouterr().out == (
        "Films of st-marys get pr, sr, fhir.\nFilms of st-marys get no result objects.\n"
    )


def test_an_unknown_object_is_refused_and_changes_nothing(
    settings: SiteSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        run("result_objects", SITE, "sr,pdf")
    assert ended.value.code == 2
    assert "'pdf' is none of sr, sr3d, sc, pr, fhir, none" in capsys.readouterr().err
    assert settings.result_objects(SITE).names == ()


def test_objects_have_the_names_that_the_report_command_gives_them() -> None:
    assert (*ObjectKind, FHIR) == RESULT_OBJECTS


def test_what_someone_wrote_by_hand_counts_as_far_as_it_can(settings: SiteSettings, members: "Table") -> None:
    for written, names in ((["sc", "pdf", 7], ("sc",)), ("sr", ()), (None, ())):
        members.put_item(Item={"sub": f"settings#{SITE}", "result_objects": written})
        assert settings.result_objects(SITE).names == names


@pytest.mark.usefixtures("members")
@pytest.mark.parametrize("name", COMMANDS)
def test_each_change_of_a_setting_is_one_event_of_the_site(name: str) -> None:
    trail = AuditTrail(boto3.resource("dynamodb").Table("AuditTable"), timedelta(days=7))
    assert run(name, "st-mary", COMMANDS[name][1]) == 1
    assert run(name, SITE, COMMANDS[name][1]) == 0
    (event,) = trail.of_site(SITE, EventFilter(), None, 5).events
    assert (event.act, event.detail) == (Act.SETTINGS, name.replace("_", "-"))
    assert event.detail in SETTINGS
    assert event.account
    assert event.account.startswith("operator:")
    assert trail.of_site("st-mary", EventFilter(), None, 5).events == ()


@pytest.mark.parametrize("name", COMMANDS)
def test_a_site_without_members_is_reported_in_a_sentence(
    members: "Table", name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(name, "st-mary", COMMANDS[name][1]) == 1
    assert capsys.readouterr().err == (
        f"{name}: the stage prod has no site st-mary; the worklist shows its name.\n"
    )
    assert members.scan()["Count"] == 1
