"""The members of one site, for its administrators."""

from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr, ConditionBase, Key
from botocore.exceptions import ClientError

from cxr.errors import LastAdministrator, MemberNotFound
from cxr.storage.sites.members import OWN_ATTRIBUTES, SECOND_FACTOR_ATTRIBUTES, Member, member_of
from cxr.storage.sites.roles import PROGRAM, SITE_ADMIN

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_dynamodb.type_defs import UpdateTypeDef


class SiteMembers:
    """Members by site. Each change names the site: no administrator reaches members of another one."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def of_site(self, site: str) -> list[Member]:
        """Return the members of a site. Its index may miss one who joined within the last second or so."""
        found = self._table.query(IndexName="by-site", KeyConditionExpression=Key("site").eq(site))["Items"]
        items = [
            self._table.get_item(Key={"sub": key["sub"]}, ConsistentRead=True).get("Item", {})
            for key in found
        ]
        return [member_of(item) for item in items if item.get("site") == site]

    def add(self, sub: str, site: str, role: str) -> None:
        """Add an account that belongs to no site."""
        self._table.put_item(
            Item={"sub": sub, "site": site, "role": role}, ConditionExpression=Attr("site").not_exists()
        )

    def change_role(self, site: str, sub: str, role: str) -> None:
        """Give a member another role. Raise MemberNotFound, also for a program, or LastAdministrator."""
        if role == SITE_ADMIN:
            is_person = Attr("role").ne(PROGRAM)
            self._update(site, sub, "SET #role = :role", {":role": role}, {"#role": "role"}, is_person)
        else:
            self._demote(site, sub, role)

    def _demote(self, site: str, sub: str, role: str) -> None:
        """Give a member a role without administration, unless no administrator would be left.

        Each demotion counts up ``demotions`` of the site, on the condition that no other came between the
        check and the write: so two administrators cannot leave at the same moment.
        """
        settings = {"sub": f"settings#{site}"}
        item = self._table.get_item(Key=settings, ConsistentRead=True).get("Item", {})
        seen = int(str(item.get("demotions", 0)))
        self.require_another_administrator(site, sub)
        count: UpdateTypeDef = {
            "TableName": self._table.name,
            "Key": settings,
            "UpdateExpression": "SET demotions = :next",
            "ConditionExpression": "attribute_not_exists(demotions) OR demotions = :seen",
            "ExpressionAttributeValues": {":next": seen + 1, ":seen": seen},
        }
        change: UpdateTypeDef = {
            "TableName": self._table.name,
            "Key": {"sub": sub},
            "UpdateExpression": "SET #role = :role",
            "ConditionExpression": "site = :site AND #role <> :program",
            "ExpressionAttributeNames": {"#role": "role"},
            "ExpressionAttributeValues": {":role": role, ":site": site, ":program": PROGRAM},
        }
        try:
            self._table.meta.client.transact_write_items(
                TransactItems=[{"Update": count}, {"Update": change}]
            )
        except ClientError as e:
            if e.response["Error"]["Code"] != "TransactionCanceledException":
                raise
            reasons: list[dict[str, str]] = e.response.get("CancellationReasons", [])  # type: ignore[assignment]
            if [reason.get("Code") for reason in reasons][1:] == ["ConditionalCheckFailed"]:
                raise MemberNotFound(sub) from e
            # Another administrator left meanwhile: whether one remains is open.
            raise LastAdministrator(sub) from e

    def remove(self, site: str, sub: str, now: datetime) -> None:
        """Take a member out of the site, and end sessions and tokens.

        Raise MemberNotFound or LastAdministrator.
        """
        self.require_another_administrator(site, sub)
        removed = ", ".join(("#site", "#role", *OWN_ATTRIBUTES, *SECOND_FACTOR_ATTRIBUTES))
        self._end(site, sub, now, f" REMOVE {removed}", {"#site": "site", "#role": "role"})

    def remove_second_factor(self, site: str, sub: str, now: datetime) -> None:
        """Take a member's second factor away, and end sessions and tokens. Raise MemberNotFound."""
        self._end(site, sub, now, f" REMOVE {', '.join(SECOND_FACTOR_ATTRIBUTES)}", {})

    def require_another_administrator(self, site: str, sub: str) -> None:
        """Raise LastAdministrator if the site has members, but no administrator, without this one."""
        members = self.of_site(site)
        administrators = {member.sub for member in members if member.role == SITE_ADMIN}
        if administrators == {sub}:
            raise LastAdministrator(sub)

    def _end(self, site: str, sub: str, now: datetime, removal: str, names: dict[str, str]) -> None:
        valid_after = Decimal(int(now.timestamp() * 1000)) / 1000
        self._update(site, sub, f"SET valid_after = :now{removal}", {":now": valid_after}, names)

    def _update(  # noqa: PLR0913, PLR0917  (what DynamoDB asks for)
        self,
        site: str,
        sub: str,
        change: str,
        values: dict[str, str | Decimal],
        names: dict[str, str],
        also: ConditionBase | None = None,
    ) -> None:
        is_member = Attr("site").eq(site)
        given = {"ExpressionAttributeNames": names} if names else {}
        try:
            self._table.update_item(
                Key={"sub": sub},
                UpdateExpression=change,
                ConditionExpression=is_member & also if also else is_member,
                ExpressionAttributeValues=values,
                **given,  # type: ignore[arg-type]
            )
        except ClientError as e:
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            raise MemberNotFound(sub) from e
