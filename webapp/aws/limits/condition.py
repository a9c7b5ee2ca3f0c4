"""The outcome of a write on a condition."""

from botocore.exceptions import ClientError


def raise_unless_condition(error: ClientError) -> None:
    """Raise the error again unless a condition was not met."""
    if error.response["Error"]["Code"] != "ConditionalCheckFailedException":
        raise error
