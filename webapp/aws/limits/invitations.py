"""How many invitations a site may send in a day: their mails go to people who did not ask for them."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Attr
from botocore.exceptions import ClientError

from webapp.aws.limits.condition import raise_unless_condition
from webapp.errors import TooManyInvitations

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

MOST_A_DAY = 50


class InvitationLimit:
    """Counts invitations in the sessions table, whose items expire by themselves."""

    def __init__(self, table: "Table") -> None:
        self._table = table

    def take(self, site: str, now: datetime) -> None:
        """Count an invitation. Raise TooManyInvitations beyond the limit of a day of UTC."""
        try:
            self._table.update_item(
                # No session has such a key: theirs are digests.
                Key={"session_id": f"invitations#{now.date()}#{site}"},
                UpdateExpression="SET expires_at = :end ADD invitations :one",
                ConditionExpression=Attr("invitations").not_exists() | Attr("invitations").lt(MOST_A_DAY),
                ExpressionAttributeValues={":end": int((now + timedelta(days=2)).timestamp()), ":one": 1},
            )
        except ClientError as e:
            raise_unless_condition(e)
            raise TooManyInvitations(site) from e
