"""Who belongs to which site: the members table, and the member that a request acts for."""

import base64
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError
from flask_login import UserMixin

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

CLINICIAN = "clinician"
"""The role of whoever reads films: the only one that sign-up gives."""


@dataclass(frozen=True)
class Member(UserMixin):  # type: ignore[misc]
    """A person at a site. ``sub`` is their account in the pool."""

    sub: str
    site: str
    role: str

    def get_id(self) -> str:
        """What Flask-Login keeps in the session."""
        return self.sub


class MemberStore:
    """The members table. Membership comes from here alone, never from what a token says of itself."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def ensure(self, sub: str) -> Member:
        """The member of an account; one without a site gets a site of its own, once."""
        return self.find(sub) or self._found_site(sub)

    def find(self, sub: str) -> Member | None:
        """The member of an account, if it has a site."""
        item = self._table.get_item(Key={"sub": sub}, ConsistentRead=True).get("Item")
        return Member(sub, str(item["site"]), str(item["role"])) if item else None

    def _found_site(self, sub: str) -> Member:
        item = {"sub": sub, "site": _new_site(), "role": CLINICIAN}
        try:
            self._table.put_item(Item=item, ConditionExpression=Attr("sub").not_exists())
        except ClientError as e:
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            # Another request of the same person came first: its site is the one that counts.
            return self.ensure(sub)
        return Member(**item)


def _new_site() -> str:
    """50 random bits: an inbox prefix that nobody guesses and no two sites share."""
    letters = base64.b32encode(secrets.token_bytes(7)).decode().lower()
    return f"site-{letters[:10]}"
