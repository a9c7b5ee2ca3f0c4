"""Accounts in the Cognito user pool: sign-up, confirmation, log-in, password reset."""

import base64
import hashlib
import hmac
from dataclasses import dataclass
from typing import TYPE_CHECKING

import jwt
from botocore.exceptions import BotoCoreError, ClientError

from webapp.aws.user_pool_errors import hide_account_existence, ignore_missing_account, map_cognito_errors
from webapp.errors import (
    LogInTooLate,
    NewPasswordRequired,
    SignUpClosed,
    UnsupportedChallenge,
    UnusableAddress,
    WrongCode,
    WrongCredentials,
)
from webapp.logger import logger

if TYPE_CHECKING:
    from mypy_boto3_cognito_idp import CognitoIdentityProviderClient
    from mypy_boto3_cognito_idp.type_defs import (
        AdminInitiateAuthResponseTypeDef,
        AdminRespondToAuthChallengeResponseTypeDef,
    )

_CODE_ERRORS = (
    "CodeMismatchException",
    "ExpiredCodeException",
    "InvalidParameterException",
    # Cognito counts attempts only for existing accounts.
    "LimitExceededException",
    "TooManyFailedAttemptsException",
)

_NOT_MAILABLE = (
    # Already confirmed, or without a confirmed address.
    "InvalidParameterException",
    # Disabled, or created by an administrator and never used.
    "NotAuthorizedException",
    # Cognito counts mails per account, and never refuses an address without one.
    "LimitExceededException",
)


@dataclass(frozen=True, slots=True)
class Client:
    """Who sends a request: network address, and what the browser says. Cognito's threat protection asks."""

    address: str
    host: str
    path: str
    user_agent: str


class Accounts:
    """The user pool, called through its confidential web client. Addresses are as the form cleaned them.

    Methods raise the AccountErrors of webapp.errors. Any other ClientError passes through.
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
        """Return the URL of the public keys of the pool's tokens."""
        return f"{self._cognito.meta.endpoint_url}/{self._pool_id}/.well-known/jwks.json"

    def derived_key(self, purpose: str) -> bytes:
        """Return 32 secret bytes for ``purpose``, derived from the client secret, the only secret kept."""
        return hmac.digest(self._secret.encode(), f"pneumoscope {purpose}".encode(), "sha256")

    def sign_up(self, email: str, password: str) -> None:
        """Create an account; Cognito mails its code. Send the code again if the account awaits confirmation.

        Do nothing if the address has an account of another kind.
        """
        own = {"NotAuthorizedException": SignUpClosed, "InvalidParameterException": UnusableAddress}
        with map_cognito_errors(own), hide_account_existence():
            try:
                self._cognito.sign_up(
                    ClientId=self._client_id,
                    SecretHash=self._secret_hash(email),
                    Username=email,
                    Password=password,
                    UserAttributes=[{"Name": "email", "Value": email}],
                )
            except ClientError as e:
                if e.response["Error"]["Code"] != "UsernameExistsException":
                    raise
                # The sign-up before may have been a stranger's: the owner of the address must not wait.
                self.resend_code(email)

    def confirm(self, email: str, code: str, source: str) -> None:
        """Confirm the address. Raise WrongCode, also for a confirmed or unknown address."""
        unknown = ("NotAuthorizedException", "UserNotFoundException", "AliasExistsException")
        with map_cognito_errors(dict.fromkeys((*_CODE_ERRORS, *unknown), WrongCode)):
            self._cognito.confirm_sign_up(
                ClientId=self._client_id,
                SecretHash=self._secret_hash(email),
                Username=email,
                ConfirmationCode=code,
                UserContextData={"IpAddress": source},
            )

    def resend_code(self, email: str) -> None:
        """Send the confirmation code again. Do nothing if no account awaits confirmation."""
        with map_cognito_errors({}), hide_account_existence(*_NOT_MAILABLE):
            self._cognito.resend_confirmation_code(
                ClientId=self._client_id, SecretHash=self._secret_hash(email), Username=email
            )

    def log_in(self, email: str, password: str, client: Client) -> str:
        """Check the password and return the account's ``sub``.

        The app never acts on the user's behalf, so it keeps no tokens and revokes the refresh token.
        """
        wrong = dict.fromkeys(("NotAuthorizedException", "UserNotFoundException"), WrongCredentials)
        with map_cognito_errors(wrong):
            response = self._cognito.admin_initiate_auth(
                UserPoolId=self._pool_id,
                ClientId=self._client_id,
                AuthFlow="ADMIN_USER_PASSWORD_AUTH",
                AuthParameters={
                    "USERNAME": email,
                    "PASSWORD": password,
                    "SECRET_HASH": self._secret_hash(email),
                },
                ContextData={
                    "IpAddress": client.address,
                    "ServerName": client.host,
                    "ServerPath": client.path,
                    "HttpHeaders": [{"headerName": "User-Agent", "headerValue": client.user_agent}],
                },
            )
        return self._sub_of_log_in(response)

    def set_first_password(self, email: str, password: str, challenge: str) -> str:
        """Replace a temporary password, and return the account's ``sub``.

        ``challenge`` is that of NewPasswordRequired. Raise LogInTooLate if Cognito no longer knows it.
        """
        # The last of these: the account has been deleted, or its invitation taken up another way.
        late = ("NotAuthorizedException", "CodeMismatchException", "UserNotFoundException")
        with map_cognito_errors(dict.fromkeys(late, LogInTooLate)):
            response = self._cognito.admin_respond_to_auth_challenge(
                UserPoolId=self._pool_id,
                ClientId=self._client_id,
                ChallengeName="NEW_PASSWORD_REQUIRED",
                Session=challenge,
                ChallengeResponses={
                    "USERNAME": email,
                    "NEW_PASSWORD": password,
                    "SECRET_HASH": self._secret_hash(email),
                },
            )
        return self._sub_of_log_in(response)

    def send_reset_code(self, email: str) -> None:
        """Send a code for a new password. Do nothing if the address has no account."""
        with map_cognito_errors({}), hide_account_existence(*_NOT_MAILABLE):
            self._cognito.forgot_password(
                ClientId=self._client_id, SecretHash=self._secret_hash(email), Username=email
            )

    def reset_password(self, email: str, code: str, password: str, source: str) -> None:
        """Set a new password with a code. Raise WrongCode, also for an unknown address."""
        unknown = ("NotAuthorizedException", "UserNotFoundException", "UserNotConfirmedException")
        with map_cognito_errors(dict.fromkeys((*_CODE_ERRORS, *unknown), WrongCode)):
            self._cognito.confirm_forgot_password(
                ClientId=self._client_id,
                SecretHash=self._secret_hash(email),
                Username=email,
                ConfirmationCode=code,
                Password=password,
                UserContextData={"IpAddress": source},
            )

    def sub_of(self, email: str) -> str:
        """Return the ``sub`` of the account with this address."""
        user = self._cognito.admin_get_user(UserPoolId=self._pool_id, Username=email)
        return next(item["Value"] for item in user["UserAttributes"] if item["Name"] == "sub")

    def revoke_tokens(self, sub: str) -> None:
        """Revoke every refresh token of the account. Its ``sub`` is its user name in a pool of addresses.

        Access tokens stay valid for up to an hour: MemberStore.end_access refuses those. An account that an
        operator has deleted has none.
        """
        with ignore_missing_account():
            self._cognito.admin_user_global_sign_out(UserPoolId=self._pool_id, Username=sub)

    def _sub_of_log_in(
        self,
        response: "AdminInitiateAuthResponseTypeDef | AdminRespondToAuthChallengeResponseTypeDef",
    ) -> str:
        """Return the ``sub`` of a finished log-in. Raise NewPasswordRequired or UnsupportedChallenge."""
        if response.get("ChallengeName") == "NEW_PASSWORD_REQUIRED":
            raise NewPasswordRequired(response["Session"])
        if response.get("ChallengeName"):
            raise UnsupportedChallenge(response["ChallengeName"])
        tokens = response["AuthenticationResult"]
        self._revoke(tokens["RefreshToken"])
        # The token came directly from Cognito over TLS, so its signature need not be verified.
        claims = jwt.decode(tokens["AccessToken"], options={"verify_signature": False})
        return str(claims["sub"])

    def _secret_hash(self, email: str) -> str:
        """Return base64(HMAC-SHA256(client secret, username + client id))."""
        message = (email + self._client_id).encode()
        return base64.b64encode(hmac.digest(self._secret.encode(), message, hashlib.sha256)).decode()

    def _revoke(self, refresh_token: str) -> None:
        """Revoke the token. Log a failure and continue: the token is not stored anywhere."""
        try:
            self._cognito.revoke_token(
                Token=refresh_token, ClientId=self._client_id, ClientSecret=self._secret
            )
        except ClientError as e:
            logger.warning("refresh token not revoked", code=e.response["Error"]["Code"])
        except BotoCoreError as e:
            logger.warning("refresh token not revoked", code=type(e).__name__)
