"""What a table has lost comes back into the live table, and nothing in it is changed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta, timezone
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import boto3
import pytest
from botocore.exceptions import ClientError

from cxr.storage.studies.study_store import StudyStore
from cxr.storage.verdicts.verdict_notes import VerdictNotes
from cxr.study import Status, Study
from infra.restore import __main__ as command
from infra.restore import items
from infra.restore.recovery import NotRecoverable, recover, recovered_name
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

Restore = Callable[..., int]
NOW = datetime.now(UTC)
RECOVERED = "StudiesTable-at-20261128T083000Z"
SITE = "st-marys"
IDS = [f"01JDB3X4Y5Z6A7B8C9D0E1F2G{digit}" for digit in "345"]


@pytest.fixture
def live(make_table: "Callable[[str], Table]") -> "Table":
    return make_table("StudiesTable")


def same_shape(live: "Table", name: str) -> "Table":
    keys = {it["AttributeName"] for it in live.key_schema}
    return boto3.resource("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=live.key_schema,
        AttributeDefinitions=[it for it in live.attribute_definitions if it["AttributeName"] in keys],
    )


@pytest.fixture
def recovered(live: "Table") -> "Table":
    """A table of the same shape, with three studies."""
    table = same_shape(live, RECOVERED)
    for study_id in IDS:
        StudyStore(table).create(study(study_id))
    return table


@pytest.fixture
def restore(live: "Table", make_table: "Callable[[str], Table]", monkeypatch: pytest.MonkeyPatch) -> Restore:
    """Run the command on a stage with the live table."""
    names = {"StudiesTableName": live.name, "MembersTableName": make_table("MembersTable").name}
    monkeypatch.setattr(command, "open_stage", lambda *_: Stage(boto3.Session(), None, names))
    return lambda *arguments: command.main(["studies", "--stage", "prod", *arguments])


def study(study_id: str) -> Study:
    return Study(SITE, study_id, Status.AWAITING_UPLOAD, NOW, NOW, patient_ref="P-1")


def studies(table: "Table") -> set[str]:
    return {found.study_id for found in StudyStore(table).page(SITE).studies}


def test_an_empty_table_gets_every_item(live: "Table", recovered: "Table", restore: Restore) -> None:
    assert restore("--from", RECOVERED) == 0
    assert live.scan()["Items"] == recovered.scan()["Items"]


def test_the_notes_on_a_study_stay_deleted_with_it(
    live: "Table", recovered: "Table", restore: Restore
) -> None:
    for study_id in IDS[:2]:
        VerdictNotes(recovered).put(SITE, f"{study_id}#an-entry", "a note")
    StudyStore(live).create(study(IDS[0]))
    StudyStore(live).delete(SITE, IDS[0], NOW)
    assert restore("--from", RECOVERED, "--add-missing") == 0
    assert set(VerdictNotes(live).of_site(SITE)) == {f"{IDS[1]}#an-entry"}


def test_a_table_with_items_is_left_alone_unless_asked_for(
    live: "Table", recovered: "Table", restore: Restore, capsys: pytest.CaptureFixture[str]
) -> None:
    StudyStore(live).create(study(IDS[0]))
    assert restore("--from", RECOVERED) == 2
    assert "has items, so nothing was changed. With --add-missing" in capsys.readouterr().err
    assert studies(live) == {IDS[0]}
    assert restore("--from", RECOVERED, "--add-missing") == 0
    assert studies(live) == set(IDS)


def test_what_is_newer_in_the_live_table_stays(live: "Table", recovered: "Table", restore: Restore) -> None:
    StudyStore(live).claim(SITE, IDS[0], "etag", "upload", NOW)
    assert restore("--from", RECOVERED, "--add-missing") == 0
    assert StudyStore(live).get(SITE, IDS[0]).status is Status.PROCESSING


@pytest.mark.parametrize(("option", "expected"), [((), set(IDS[1:])), (("--with-deleted",), set(IDS))])
def test_a_study_that_was_deleted_since_stays_so_unless_asked_for(
    live: "Table", recovered: "Table", restore: Restore, option: tuple[str, ...], expected: set[str]
) -> None:
    StudyStore(live).create(study(IDS[0]))
    StudyStore(live).delete(SITE, IDS[0], NOW)
    assert restore("--from", RECOVERED, "--add-missing", *option) == 0
    assert studies(live) == expected


def test_what_has_expired_stays_away(live: "Table", recovered: "Table", restore: Restore) -> None:
    recovered.update_item(
        Key={"site": SITE, "study_id": IDS[0]},
        UpdateExpression="SET expires_at = :past",
        ExpressionAttributeValues={":past": int((NOW - timedelta(days=1)).timestamp())},
    )
    assert restore("--from", RECOVERED) == 0
    assert studies(live) == set(IDS[1:])


def test_an_interrupted_restore_is_gone_on_with(
    live: "Table",
    recovered: "Table",
    restore: Restore,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    whole = items._items

    def broken_off(table: "Table") -> Iterator[dict[str, Any]]:
        yield next(whole(table))
        raise KeyboardInterrupt

    monkeypatch.setattr(items, "_CHUNK", 1)
    monkeypatch.setattr(items, "_items", broken_off)
    with pytest.raises(KeyboardInterrupt):
        restore("--from", RECOVERED)
    assert len(studies(live)) == 1
    monkeypatch.setattr(items, "_items", whole)
    assert restore("--from", RECOVERED, "--add-missing") == 0
    assert studies(live) == set(IDS)
    assert "Done: 2 written, 1 were there" in capsys.readouterr().out


def test_dynamodb_recovers_the_moment_that_is_named(live: "Table", restore: Restore) -> None:
    client = boto3.client("dynamodb")
    client.update_continuous_backups(
        TableName=live.name, PointInTimeRecoverySpecification={"PointInTimeRecoveryEnabled": True}
    )
    yesterday = NOW - timedelta(days=1)
    assert restore("--at", yesterday.astimezone(timezone(timedelta(hours=1))).isoformat()) == 0
    assert recovered_name(live.name, yesterday) in client.list_tables()["TableNames"]
    # A repetition takes the table that is there.
    assert restore("--at", yesterday.isoformat()) == 0


def test_a_recovery_is_named_after_its_moment_in_utc() -> None:
    assert recovered_name("studies", datetime.fromisoformat("2026-11-28T01:00+02:00")) == (
        "studies-at-20261127T230000Z"
    )


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--from", "elsewhere"), "there is no table elsewhere"),
        (("--from", "MembersTable"), "MembersTable has other keys than StudiesTable"),
        (("--from", "StudiesTable"), "StudiesTable is the live table itself"),
        (
            ("--from", "pneumoscope-dev-StudiesTable"),
            "and not from a table whose name begins with StudiesTable",
        ),
        (
            ("--at", (NOW + timedelta(days=1)).isoformat()),
            "the moment is older than 35 days, or younger than",
        ),
        (
            ("--at", (NOW - timedelta(days=36)).isoformat()),
            "the moment is older than 35 days, or younger than",
        ),
    ],
)
def test_what_cannot_be_restored_changes_nothing(
    live: "Table",
    restore: Restore,
    arguments: tuple[str, ...],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    StudyStore(same_shape(live, "pneumoscope-dev-StudiesTable")).create(study(IDS[0]))
    assert restore(*arguments) == 2
    assert sentence in capsys.readouterr().err
    assert live.scan()["Items"] == []


@pytest.mark.parametrize(
    ("code", "sentence"),
    [
        ("PointInTimeRecoveryUnavailableException", "studies has no point-in-time recovery"),
        ("InvalidRestoreTimeException", "the moment is older than 35 days"),
    ],
)
def test_a_recovery_that_dynamodb_refuses_is_said_in_a_sentence(code: str, sentence: str) -> None:
    def refuse(**_: object) -> None:
        raise ClientError({"Error": {"Code": code}}, "RestoreTableToPointInTime")

    client = SimpleNamespace(restore_table_to_point_in_time=refuse)
    tables: Any = SimpleNamespace(meta=SimpleNamespace(client=client))
    with pytest.raises(NotRecoverable, match=sentence):
        recover(tables, "studies", NOW)


@pytest.mark.parametrize(
    ("text", "sentence"), [("yesterday", "is no time such as"), ("2026-11-28T08:30", "has no time zone")]
)
def test_an_unclear_moment_is_refused(
    restore: Restore, text: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit, match="2"):
        restore("--at", text)
    assert sentence in capsys.readouterr().err
