"""The people behind accounts of the user pool: invited, looked up, barred and deleted by ``sub``."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from webapp.aws.user_pool_errors import ignore_missing_account, map_cognito_errors
from webapp.errors import AddressTaken, UnusableAddress

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import AttributeTypeTypeDef


@dataclass(frozen=True, slots=True)
class Person:
    """Who an account belongs to. An invited person has not logged in yet."""

    email: str
    is_invited: bool
    created_at: datetime


class People:
    """The administrative side of the user pool. The pages check who may ask for what."""

    def __init__(self, cognito: "CognitoIdentityProviderClient", pool_id: str) -> None:
        self._cognito = cognito
        self._pool_id = pool_id

    def set_password(self, sub: str, password: str) -> None:
        """Set a new password. The caller has checked the current one."""
        with map_cognito_errors({}):
            self._cognito.admin_set_user_password(
                UserPoolId=self._pool_id, Username=sub, Password=password, Permanent=True
            )

    def invite(self, email: str) -> str:
        """Create an account, and return its ``sub``. Cognito mails a temporary password, which works once.

        Raise AddressTaken or UnusableAddress.
        """
        own = {"UsernameExistsException": AddressTaken, "InvalidParameterException": UnusableAddress}
        with map_cognito_errors(own):
            answer = self._cognito.admin_create_user(
                UserPoolId=self._pool_id,
                Username=email,
                UserAttributes=[
                    {"Name": "email", "Value": email},
                    {"Name": "email_verified", "Value": "true"},
                ],
                DesiredDeliveryMediums=["EMAIL"],
            )
        return _attribute(answer["User"]["Attributes"], "sub")

    def invite_again(self, email: str) -> None:
        """Mail another temporary password. Do nothing if the person has logged in meanwhile.

        By address: Cognito takes no other name of an account for it.
        """
        try:
            self._cognito.admin_create_user(
                UserPoolId=self._pool_id,
                Username=email,
                MessageAction="RESEND",
                DesiredDeliveryMediums=["EMAIL"],
            )
        except ClientError as e:
            if e.response["Error"]["Code"] != "UnsupportedUserStateException":
                raise

    def find(self, sub: str) -> Person | None:
        """Return who an account belongs to, or None if an operator has deleted it."""
        with ignore_missing_account():
            user = self._cognito.admin_get_user(UserPoolId=self._pool_id, Username=sub)
            is_invited = user["UserStatus"] == "FORCE_CHANGE_PASSWORD"
            return Person(_attribute(user["UserAttributes"], "email"), is_invited, user["UserCreateDate"])
        return None

    def disable(self, sub: str) -> None:
        """Let the account log in no more."""
        with ignore_missing_account():
            self._cognito.admin_disable_user(UserPoolId=self._pool_id, Username=sub)

    def delete(self, sub: str) -> None:
        """Delete the account."""
        self._cognito.admin_delete_user(UserPoolId=self._pool_id, Username=sub)


def _attribute(attributes: "list[AttributeTypeTypeDef]", name: str) -> str:
    return next(item["Value"] for item in attributes if item["Name"] == name)
