"""The command shows the sites of an account and ends one membership, with an event of that site."""

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest

from cxr.storage.audit.audit_trail import AuditTrail, EventFilter
from cxr.storage.sites.site_invitations import Invitation, SiteInvitations
from cxr.storage.sites.site_members import SiteMembers
from infra import members
from infra.stage import Stage

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb.service_resource import Table

ADDRESS, SUB = "person@example.org", "sub-1"


class _Pool:
    """Knows the person's address."""

    exceptions = SimpleNamespace(UserNotFoundException=LookupError)

    def admin_get_user(self, **_: str) -> dict[str, Any]:
        return {"UserAttributes": [{"Name": "sub", "Value": SUB}]}

    def list_users(self, **_: str) -> dict[str, Any]:
        return {"Users": []}


class _Session(boto3.Session):
    def client(self, service: str, **options: Any) -> Any:  # type: ignore[override]
        return _Pool() if service == "cognito-idp" else super().client(service, **options)  # type: ignore[call-overload]


@pytest.fixture
def audit(make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> AuditTrail:
    """A stage where the person is a clinician of st-marys and the one administrator of st-johns."""
    table, audit, now = make_table("MembersTable"), make_table("AuditTable"), datetime.now(UTC)
    SiteMembers(table).add(SUB, "st-marys", "clinician")
    invitations = SiteInvitations(table)
    invitations.invite(Invitation(SUB, "st-johns", "site_admin", "head", now + timedelta(days=7)), now)
    invitations.accept("st-johns", SUB, now)
    outputs = {
        "UserPoolId": "pool",
        "MembersTableName": table.name,
        "AuditTableName": audit.name,
        "Guards": "auditRetentionDays=7",
    }
    stage = Stage(_Session(region_name="eu-central-1"), None, outputs)
    monkeypatch.setattr(members, "open_stage", lambda *_: stage)
    return AuditTrail(audit, timedelta(days=7))


def _run(action: str, *more: str) -> int:
    return members.main([action, ADDRESS, "--stage", "prod", *more])


def test_the_sites_of_an_account_are_shown(audit: AuditTrail, capsys: pytest.CaptureFixture[str]) -> None:
    assert _run("sites") == 0
    assert capsys.readouterr().out == "st-marys  clinician\nst-johns  site_admin\n"


def test_one_membership_ends_with_an_event_of_its_site(
    audit: AuditTrail, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _run("remove", "--site", "st-marys") == 0
    (event,) = audit.of_site("st-marys", EventFilter(), None, 10).events
    assert event.detail == "remove"
    assert audit.of_site("st-johns", EventFilter(), None, 10).events == ()
    capsys.readouterr()
    assert _run("sites") == 0
    assert capsys.readouterr().out == "st-johns  site_admin\n"


@pytest.mark.parametrize(
    ("action", "more", "sentence"),
    [
        ("remove", ["--site", "st-elsewhere"], "does not belong to the site st-elsewhere"),
        ("remove", ["--site", "st-johns"], "st-johns needs an administrator"),
        ("remove", [], "give --site"),
        ("disable", ["--site", "st-marys"], "give --site"),
    ],
)
def test_what_cannot_be_done_is_said(
    audit: AuditTrail, capsys: pytest.CaptureFixture[str], action: str, more: list[str], sentence: str
) -> None:
    assert _run(action, *more) in (1, 2)
    assert sentence in capsys.readouterr().err
