"""Accounts in the Cognito user pool: sign-up, confirmation, log-in, password reset."""

import base64
import hashlib
import hmac
from typing import TYPE_CHECKING

import jwt
from botocore.exceptions import ClientError

from webapp.aws.user_pool_errors import hide_account_existence, map_cognito_errors
from webapp.errors import (
    SignUpClosed,
    UnsupportedChallenge,
    UnusableAddress,
    WrongCode,
    WrongCredentials,
)
from webapp.logger import logger

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient

_CODE_ERRORS = (
    "CodeMismatchException",
    "ExpiredCodeException",
    "InvalidParameterException",
    # Tries are counted for an account that there is, and for no other.
    "LimitExceededException",
    "TooManyFailedAttemptsException",
)

_NOT_MAILABLE = (
    # Confirmed already, or without a confirmed address.
    "InvalidParameterException",
    # Made by an administrator and never logged in, or disabled.
    "NotAuthorizedException",
    # One account's mails are counted; an address without one is never refused.
    "LimitExceededException",
)


class Accounts:
    """The pool, through its confidential web client. Addresses are given as the form cleaned them.

    Its methods raise the AccountErrors of webapp.errors; any other ClientError passes through.
    """

    def __init__(
        self, cognito: "CognitoIdentityProviderClient", pool_id: str, client_id: str, secret: str
    ) -> None:
        self._cognito = cognito
        self._pool_id = pool_id
        self._client_id = client_id
        self._secret = secret

    @property
    def keys_url(self) -> str:
        """The address of the public keys that sign the pool's tokens."""
        return f"{self._cognito.meta.endpoint_url}/{self._pool_id}/.well-known/jwks.json"

    def derived_key(self, purpose: str) -> bytes:
        """32 secret bytes for ``purpose``, from the client's secret: so there is one secret to keep."""
        return hmac.digest(self._secret.encode(), f"pneumoscope {purpose}".encode(), "sha256")

    def sign_up(self, email: str, password: str) -> None:
        """Ask for an account; its code goes out by mail. Silent where the address has one already."""
        own = {"NotAuthorizedException": SignUpClosed, "InvalidParameterException": UnusableAddress}
        with map_cognito_errors(own), hide_account_existence():
            self._cognito.sign_up(
                ClientId=self._client_id,
                SecretHash=self._secret_hash(email),
                Username=email,
                Password=password,
                UserAttributes=[{"Name": "email", "Value": email}],
            )

    def confirm(self, email: str, code: str) -> None:
        """Confirm the address. Raises WrongCode, for a confirmed or unknown address as well."""
        unknown = ("NotAuthorizedException", "UserNotFoundException", "AliasExistsException")
        with map_cognito_errors(dict.fromkeys((*_CODE_ERRORS, *unknown), WrongCode)):
            self._cognito.confirm_sign_up(
                ClientId=self._client_id,
                SecretHash=self._secret_hash(email),
                Username=email,
                ConfirmationCode=code,
            )

    def resend_code(self, email: str) -> None:
        """Send the confirmation code again. Silent where there is nobody to confirm."""
        with map_cognito_errors({}), hide_account_existence(*_NOT_MAILABLE):
            self._cognito.resend_confirmation_code(
                ClientId=self._client_id, SecretHash=self._secret_hash(email), Username=email
            )

    def log_in(self, email: str, password: str) -> str:
        """Check the password and give the account's ``sub``.

        Nothing is done on the user's behalf later, so the tokens are not kept and the long-lived
        one is revoked at once.
        """
        wrong = dict.fromkeys(("NotAuthorizedException", "UserNotFoundException"), WrongCredentials)
        with map_cognito_errors(wrong):
            answer = self._cognito.admin_initiate_auth(
                UserPoolId=self._pool_id,
                ClientId=self._client_id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={
                    "USERNAME": email,
                    "PASSWORD": password,
                    "SECRET_HASH": self._secret_hash(email),
                },
            )
        if answer.get("ChallengeName"):
            raise UnsupportedChallenge(answer["ChallengeName"])
        tokens = answer["AuthenticationResult"]
        self._revoke(tokens["RefreshToken"])
        # It came from Cognito itself over our own connection: there is no signature to doubt.
        claims = jwt.decode(tokens["AccessToken"], options={"verify_signature": False})
        return str(claims["sub"])

    def send_reset_code(self, email: str) -> None:
        """Send a code for a new password. Silent where the address has no account."""
        with map_cognito_errors({}), hide_account_existence(*_NOT_MAILABLE):
            self._cognito.forgot_password(
                ClientId=self._client_id, SecretHash=self._secret_hash(email), Username=email
            )

    def reset_password(self, email: str, code: str, password: str) -> None:
        """Set a new password with a code. Raises WrongCode, for an unknown address as well."""
        unknown = ("NotAuthorizedException", "UserNotFoundException", "UserNotConfirmedException")
        with map_cognito_errors(dict.fromkeys((*_CODE_ERRORS, *unknown), WrongCode)):
            self._cognito.confirm_forgot_password(
                ClientId=self._client_id,
                SecretHash=self._secret_hash(email),
                Username=email,
                ConfirmationCode=code,
                Password=password,
            )

    def revoke_tokens(self, email: str) -> str:
        """Revoke every refresh token of the account and return its ``sub``.

        Access tokens live on, for an hour at most: MemberStore.end_access refuses those.
        """
        self._cognito.admin_user_global_sign_out(UserPoolId=self._pool_id, Username=email)
        user = self._cognito.admin_get_user(UserPoolId=self._pool_id, Username=email)
        return next(item["Value"] for item in user["UserAttributes"] if item["Name"] == "sub")

    def _secret_hash(self, email: str) -> str:
        """SecretHash: base64(HMAC-SHA256(client secret, username + client id))."""
        message = (email + self._client_id).encode()
        return base64.b64encode(hmac.digest(self._secret.encode(), message, hashlib.sha256)).decode()

    def _revoke(self, refresh_token: str) -> None:
        """An unrevoked token lies nowhere, so trouble here is logged and keeps nobody out."""
        try:
            self._cognito.revoke_token(
                Token=refresh_token, ClientId=self._client_id, ClientSecret=self._secret
            )
        except ClientError as e:
            logger.warning("refresh token not revoked", code=e.response["Error"]["Code"])


def client_secret(cognito: "CognitoIdentityProviderClient", pool_id: str, client_id: str) -> str:
    """The secret of a confidential client, which lies in Cognito and nowhere else."""
    answer = cognito.describe_user_pool_client(UserPoolId=pool_id, ClientId=client_id)
    return answer["UserPoolClient"]["ClientSecret"]
