"""Several writes to the members table, of which all happen or none."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table
    from mypy_boto3_dynamodb.type_defs import TransactWriteItemTypeDef, UpdateTypeDef


class ConditionFailed(Exception):
    """A condition of a transaction was not met, or another write came between. Nothing was written.

    ``failed`` are the places of the writes whose conditions were not met.
    """

    def __init__(self, failed: list[int]) -> None:
        super().__init__(str(failed))
        self.failed = failed


def write_all(table: "Table", updates: "Sequence[UpdateTypeDef]") -> None:
    """Carry out all updates, or none. Raise ConditionFailed."""
    items: list[TransactWriteItemTypeDef] = [{"Update": update} for update in updates]
    try:
        table.meta.client.transact_write_items(TransactItems=items)
    except ClientError as e:
        if e.response["Error"]["Code"] != "TransactionCanceledException":
            raise
        reasons: list[dict[str, str]] = e.response.get("CancellationReasons", [])  # type: ignore[assignment]
        codes = [reason.get("Code") for reason in reasons]
        raise ConditionFailed([i for i, code in enumerate(codes) if code == "ConditionalCheckFailed"]) from e


def update(  # noqa: PLR0913, PLR0917  (what DynamoDB asks for)
    table: "Table",
    key: Mapping[str, str],
    change: str,
    condition: str | None = None,
    values: Mapping[str, Any] | None = None,
    names: Mapping[str, str] | None = None,
) -> "UpdateTypeDef":
    """Return the update of one item. DynamoDB takes no empty maps."""
    made: UpdateTypeDef = {"TableName": table.name, "Key": dict(key), "UpdateExpression": change}
    if condition:
        made["ConditionExpression"] = condition
    if values:
        made["ExpressionAttributeValues"] = dict(values)
    if names:
        made["ExpressionAttributeNames"] = dict(names)
    return made
