"""The people behind accounts of the user pool: invited, looked up, barred and deleted by ``sub``."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from botocore.exceptions import ClientError

from cxr.storage.sites.site_invitations import LIFETIME
from webapp.aws.identity_provider import Vouching
from webapp.aws.user_pool_errors import ignore_missing_account, map_cognito_errors, say_unsent_mail
from webapp.errors import AddressTaken, UnusableAddress

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import (
        AdminGetUserResponseTypeDef,
        AttributeTypeTypeDef,
        UserTypeTypeDef,
    )

_INVITED = "FORCE_CHANGE_PASSWORD"
"""Cognito's status of an account with the temporary password of an invitation."""

_OF_PROVIDER = "EXTERNAL_PROVIDER"
"""Cognito's status of an account that an identity provider has brought."""

_UNCONFIRMED = "UNCONFIRMED"
"""Cognito's status of an account whose owner has not shown that the address is theirs."""


@dataclass(frozen=True, slots=True)
class Person:
    """Who an account belongs to. An invited person has not logged in yet, and a barred one may not.

    An unconfirmed one has signed up, and has not shown yet that the address is theirs. ``invited_until`` is
    when the invitation ends or has ended.
    """

    email: str
    created_at: datetime
    invited_until: datetime | None = None
    is_barred: bool = False
    is_unconfirmed: bool = False

    @property
    def is_invited(self) -> bool:
        """Return whether the person has not logged in yet, also after the end of the invitation."""
        return self.invited_until is not None


@dataclass(frozen=True, slots=True)
class PasswordAccount:
    """An account with a password of its own. An unused one has the temporary one of its invitation.

    ``invited_until`` is when that one ends or has ended; None for an account that somebody has used.
    """

    sub: str
    invited_until: datetime | None

    @property
    def is_unused(self) -> bool:
        """Return whether no one has logged in yet."""
        return self.invited_until is not None

    def has_ended(self, now: datetime) -> bool:
        """Return whether the invitation has ended without anybody logging in."""
        return self.invited_until is not None and self.invited_until <= now


class People:
    """The administrative side of the user pool. The pages check who may ask for what.

    Cognito takes the ``sub`` of an account for its user name, but not of one that an identity provider has
    brought. ``vouching``: that of the provider, if there may be such accounts, which are then looked for.
    """

    def __init__(
        self, cognito: "CognitoIdentityProviderClient", pool_id: str, vouching: Vouching | None = None
    ) -> None:
        self._cognito = cognito
        self._pool_id = pool_id
        self._vouching = vouching

    def set_password(self, sub: str, password: str) -> None:
        """Set a new password. The caller has checked the current one."""
        with map_cognito_errors({}):
            self._cognito.admin_set_user_password(
                UserPoolId=self._pool_id, Username=sub, Password=password, Permanent=True
            )

    def invite(self, email: str) -> str:
        """Create an account, and return its ``sub``. Cognito mails a temporary password, which works once.

        Raise AddressTaken, UnusableAddress or MailUnsent.
        """
        own = {"UsernameExistsException": AddressTaken, "InvalidParameterException": UnusableAddress}
        with map_cognito_errors(own), say_unsent_mail():
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

        By address: Cognito takes no other name of an account for it. Raise MailUnsent.
        """
        with map_cognito_errors({}), say_unsent_mail():
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
        """Return who an account belongs to, or None if an operator has deleted it.

        Where the provider vouches for no address, its own name of the person stands for it: no one may appear
        under the address of another.
        """
        with ignore_missing_account():
            user = self._cognito.admin_get_user(UserPoolId=self._pool_id, Username=sub)
            return Person(
                _attribute(user["UserAttributes"], "email"),
                user["UserCreateDate"],
                _invited_until(user),
                is_barred=not user["Enabled"],
                is_unconfirmed=user["UserStatus"] == _UNCONFIRMED,
            )
        for found in self._of_provider("sub", sub):
            return Person(self._vouched(found) or found["Username"], found["UserCreateDate"])
        return None

    def with_password(self, email: str) -> PasswordAccount | None:
        """Return the account of an address that has a password; None if there is none of this kind.

        One that no one has used, and that no one can use, is none: its address may be somebody else's. Raise
        PoolBusy.
        """
        with ignore_missing_account(), map_cognito_errors({}):
            user = self._cognito.admin_get_user(UserPoolId=self._pool_id, Username=email)
            account = PasswordAccount(_attribute(user["UserAttributes"], "sub"), _invited_until(user))
            if user["UserStatus"] in (_OF_PROVIDER, _UNCONFIRMED) or (
                account.is_unused and not user["Enabled"]
            ):
                return None
            return account
        return None

    def subs_at_provider(self, email: str) -> list[str]:
        """Return the accounts that an identity provider has brought with this address, and vouches for.

        Raise PoolBusy.
        """
        with map_cognito_errors({}):
            brought = self._of_provider("email", email)
        return [_attribute(user["Attributes"], "sub") for user in brought if self._vouched(user)]

    def disable(self, sub: str) -> None:
        """Let the account log in no more. One of an identity provider needs a membership for that anyway."""
        with ignore_missing_account():
            self._cognito.admin_disable_user(UserPoolId=self._pool_id, Username=sub)

    def enable(self, sub: str) -> None:
        """Let an account log in again that was disabled."""
        self._cognito.admin_enable_user(UserPoolId=self._pool_id, Username=sub)

    def delete(self, account: str) -> None:
        """Delete the account, by its ``sub`` or its user name. Do nothing if it is gone."""
        with ignore_missing_account():
            self._cognito.admin_delete_user(UserPoolId=self._pool_id, Username=account)
            return
        for found in self._of_provider("sub", account):
            self._cognito.admin_delete_user(UserPoolId=self._pool_id, Username=found["Username"])

    def _of_provider(self, attribute: str, value: str) -> "list[UserTypeTypeDef]":
        """Return the accounts of an identity provider with this value."""
        if not self._vouching:
            return []
        listed = self._cognito.list_users(
            UserPoolId=self._pool_id, Filter=f"{attribute} = {json.dumps(value, ensure_ascii=False)}"
        )
        return [user for user in listed["Users"] if user["UserStatus"] == _OF_PROVIDER]

    def _vouched(self, user: "UserTypeTypeDef") -> str | None:
        """Return the address of an account of the provider, if the provider vouches for it.

        Cognito keeps whatever address the provider has named, also of somebody whom the log-in then refused.
        """
        values = {item["Name"]: item["Value"] for item in user["Attributes"]}
        address, vouching = values.get("email", "").lower(), self._vouching
        if not vouching or not vouching.has_domain_of(address):
            return None
        return address if vouching.takes_as_verified(values.get("email_verified")) else None


def _invited_until(user: "AdminGetUserResponseTypeDef") -> datetime | None:
    """Return when the temporary password of an invitation ends; None once somebody has logged in.

    Cognito changes an account that no one has used when it mails another temporary password.
    """
    return user["UserLastModifiedDate"] + LIFETIME if user["UserStatus"] == _INVITED else None


def _attribute(attributes: "list[AttributeTypeTypeDef]", name: str) -> str:
    return next(item["Value"] for item in attributes if item["Name"] == name)
