"""Queries that DynamoDB answers in several pages."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import ConditionBase

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table


def every_item(
    table: "Table", condition: ConditionBase, only: ConditionBase | None = None
) -> Iterator[dict[str, Any]]:
    """Yield each item that a key condition finds, read consistently, in the order of the sort key.

    ``only`` leaves out items after they were read.
    """
    query: dict[str, Any] = {"KeyConditionExpression": condition, "ConsistentRead": True}
    if only is not None:
        query["FilterExpression"] = only
    while True:
        answer = table.query(**query)
        yield from answer["Items"]
        if "LastEvaluatedKey" not in answer:
            return
        query["ExclusiveStartKey"] = answer["LastEvaluatedKey"]
