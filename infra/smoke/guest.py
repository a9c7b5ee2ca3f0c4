"""An account of its own for a smoke test, at a site of its own, and the removal of both."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

from cxr.storage.object_keys import is_study_id
from cxr.storage.sites.roles import CLINICIAN
from cxr.storage.studies.study_store import TOMBSTONE, StudyStore
from infra.stage import Stage

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


@dataclass(frozen=True)
class Guest:
    """An account that exists for as long as a smoke test takes."""

    email: str
    password: str
    sub: str
    site: str


@contextmanager
def guest(stage: Stage) -> Iterator[Guest]:
    """Make an account, and remove it with everything of its site in the end, also after a failure."""
    name = f"smoke-{secrets.token_hex(6)}"
    cognito = stage.session.client("cognito-idp", endpoint_url=stage.endpoint)
    pool, email = stage.outputs["UserPoolId"], f"{name}@pneumoscope.invalid"
    password = f"{secrets.token_urlsafe(18)}-aA1"
    user = cognito.admin_create_user(
        UserPoolId=pool,
        Username=email,
        UserAttributes=[{"Name": "email", "Value": email}, {"Name": "email_verified", "Value": "true"}],
        MessageAction="SUPPRESS",
    )["User"]
    sub = next(it["Value"] for it in user["Attributes"] if it["Name"] == "sub")
    made = Guest(email, password, sub, name)
    try:
        cognito.admin_set_user_password(UserPoolId=pool, Username=email, Password=password, Permanent=True)
        _table(stage, "MembersTableName").put_item(Item={"sub": sub, "site": name, "role": CLINICIAN})
        yield made
    finally:
        cognito.admin_delete_user(UserPoolId=pool, Username=email)
        _table(stage, "MembersTableName").delete_item(Key={"sub": sub})
        _remove_site(stage, made)


def _remove_site(stage: Stage, made: Guest) -> None:
    """Remove films, results, studies and the day's count of films. The session has ended by itself.

    The tombstone stays: a film that is delivered once more, or only now, would make a study of no one. It is
    written first, so that a worker that still reads the film removes what it makes.
    """
    studies, now = _table(stage, "StudiesTableName"), datetime.now(UTC)
    for item in studies.query(KeyConditionExpression=Key("site").eq(made.site))["Items"]:
        study_id = str(item["study_id"])
        if is_study_id(study_id):
            StudyStore(studies).delete(made.site, study_id, now)
        elif not study_id.startswith(TOMBSTONE):
            studies.delete_item(Key={"site": made.site, "study_id": study_id})
    s3 = stage.session.resource("s3", endpoint_url=stage.endpoint)
    for bucket, folder in (("UploadsBucketName", "uploads"), ("ResultsBucketName", "results")):
        s3.Bucket(stage.outputs[bucket]).object_versions.filter(Prefix=f"{folder}/{made.site}/").delete()
    _table(stage, "SessionsTableName").delete_item(Key={"session_id": f"allowance#{now.date()}#{made.sub}"})


def _table(stage: Stage, output: str) -> "Table":
    return stage.session.resource("dynamodb", endpoint_url=stage.endpoint).Table(stage.outputs[output])
