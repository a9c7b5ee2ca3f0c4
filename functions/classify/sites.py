"""Which sites exist."""

from typing import TYPE_CHECKING

from boto3.dynamodb.conditions import Key

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


class Sites:
    """Sites, as the members table knows them: a site exists as long as it has a member."""

    def __init__(self, members: "Table") -> None:
        self._members = members

    def exists(self, site: str) -> bool:
        """Return whether anyone belongs to ``site``."""
        answer = self._members.query(
            IndexName="by-site", KeyConditionExpression=Key("site").eq(site), Select="COUNT", Limit=1
        )
        return answer["Count"] > 0
