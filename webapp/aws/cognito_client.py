"""The client of Cognito, which tries again only what says nothing about an account."""

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient


def cognito_client(region: str, config: Config) -> "CognitoIdentityProviderClient":
    """Return the client of a region."""
    client = boto3.client("cognito-idp", region_name=region, config=config)
    client.meta.events.register_first(
        "needs-retry.cognito-identity-provider",
        _final_for_one_account,  # type: ignore[arg-type]  # its answer is used, though
    )
    return client


def _final_for_one_account(response: tuple[object, dict[str, Any]] | None, **_: object) -> bool | None:
    """Return False, which ends the attempts, after a limit of one account. Otherwise leave it to botocore.

    botocore takes LimitExceededException for throttling: it waits up to a second, and tries again. Cognito
    refuses so only addresses that have an account, so the wait would reveal them.
    """
    error = response[1].get("Error", {}) if response else {}
    return False if error.get("Code") == "LimitExceededException" else None
