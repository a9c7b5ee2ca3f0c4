"""A user pool in memory that responds to our web client as Cognito does."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from tests.unit.webapp.support.pool_user import User, refusal, tokens_of

CODE = "123456"
RESET_CODE = "654321"
TEMPORARY_PASSWORD = "Temporary-1-of-invitation"
POOL = "eu-central-1_Test12345"
CLIENT = "web-client"
SECRET = "the client's secret"


class FakeCognito:
    """Behaves like a pool with PreventUserExistenceErrors, including the responses that reveal accounts."""

    def __init__(self) -> None:
        self.users: dict[str, User] = {}
        self.of_provider: dict[str, tuple[str, User]] = {}
        self.revoked: list[str] = []
        self.signed_out: list[str] = []
        self.challenge: str | None = None
        self.refuse_next: dict[str, tuple[str, str]] = {}
        self.sent: list[str] = []

    def add_user(self, email: str, password: str, *, confirmed: bool = True) -> User:
        self.users[email] = User(str(uuid4()), password, confirmed)
        return self.users[email]

    def add_provider_user(self, email: str, sub: str) -> User:
        """Add what Cognito makes at the first log-in by a provider. Its address may be another's, too."""
        self.of_provider[sub] = (email, User(sub, "", confirmed=True, provider_name=f"Hospital_{sub}"))
        return self.of_provider[sub][1]

    def refuse(self, operation: str, code: str, message: str = "") -> None:
        """Make the next call of ``operation`` raise this error."""
        self.refuse_next[operation] = (code, message)

    def sign_up(self, **call: Any) -> dict[str, Any]:
        self._begin("SignUp", call)
        if call["Username"] in self.users:
            raise refusal("SignUp", "UsernameExistsException")
        self.add_user(call["Username"], call["Password"], confirmed=False)
        self.sent.append(call["Username"])
        return {}

    def confirm_sign_up(self, **call: Any) -> dict[str, Any]:
        self._begin("ConfirmSignUp", call)
        user = self._user("ConfirmSignUp", call, "ExpiredCodeException")
        if user.confirmed:
            raise refusal("ConfirmSignUp", "NotAuthorizedException", "Current status is CONFIRMED")
        if call["ConfirmationCode"] != CODE:
            raise refusal("ConfirmSignUp", "CodeMismatchException")
        user.confirmed = True
        return {}

    def resend_confirmation_code(self, **call: Any) -> dict[str, Any]:
        self._begin("ResendConfirmationCode", call)
        user = self.users.get(call["Username"])
        if user and user.confirmed:
            raise refusal("ResendConfirmationCode", "InvalidParameterException", "User is already confirmed.")
        if user:
            self.sent.append(call["Username"])
        return {}

    def admin_initiate_auth(self, **call: Any) -> dict[str, Any]:
        given = call["AuthParameters"]
        self._begin("AdminInitiateAuth", {"Username": given["USERNAME"], "SecretHash": given["SECRET_HASH"]})
        user = self.users.get(given["USERNAME"])
        if user and not user.confirmed:
            raise refusal("AdminInitiateAuth", "UserNotConfirmedException")
        if not user or not user.enabled or user.password != given["PASSWORD"]:
            raise refusal("AdminInitiateAuth", "NotAuthorizedException", "Incorrect username or password.")
        if self.challenge:
            return {"ChallengeName": self.challenge, "Session": "s"}
        if user.temporary:
            return {"ChallengeName": "NEW_PASSWORD_REQUIRED", "Session": f"session-of-{user.sub}"}
        return tokens_of(user)

    def admin_respond_to_auth_challenge(self, **call: Any) -> dict[str, Any]:
        given = call["ChallengeResponses"]
        asked = {"Username": given["USERNAME"], "SecretHash": given["SECRET_HASH"]}
        self._begin("AdminRespondToAuthChallenge", asked)
        user = self._user("AdminRespondToAuthChallenge", asked, "UserNotFoundException")
        assert call["ChallengeName"] == "NEW_PASSWORD_REQUIRED"
        assert call["Session"] == f"session-of-{user.sub}"
        user.password, user.temporary = given["NEW_PASSWORD"], False
        return tokens_of(user)

    def revoke_token(self, **call: Any) -> dict[str, Any]:
        self._raise_if_refused("RevokeToken")
        assert (call["ClientId"], call["ClientSecret"]) == (CLIENT, SECRET)
        self.revoked.append(call["Token"])
        return {}

    def forgot_password(self, **call: Any) -> dict[str, Any]:
        self._begin("ForgotPassword", call)
        user = self.users.get(call["Username"])
        if user and not user.confirmed:
            raise refusal("ForgotPassword", "InvalidParameterException", "no verified email")
        if user:
            self.sent.append(call["Username"])
        return {}

    def confirm_forgot_password(self, **call: Any) -> dict[str, Any]:
        self._begin("ConfirmForgotPassword", call)
        user = self._user("ConfirmForgotPassword", call, "ExpiredCodeException")
        if call["ConfirmationCode"] != RESET_CODE:
            raise refusal("ConfirmForgotPassword", "CodeMismatchException")
        user.password = call["Password"]
        return {}

    def admin_user_global_sign_out(self, **call: Any) -> dict[str, Any]:
        self._raise_if_refused("AdminUserGlobalSignOut")
        self.signed_out.append(self._user("AdminUserGlobalSignOut", call, "UserNotFoundException").sub)
        return {}

    def admin_get_user(self, **call: Any) -> dict[str, Any]:
        self._raise_if_refused("AdminGetUser")
        user = self._user("AdminGetUser", call, "UserNotFoundException")
        return {
            "Username": user.sub,
            "UserAttributes": self._attributes(user),
            "Enabled": user.enabled,
            "UserStatus": user.status,
            "UserCreateDate": datetime(2026, 11, 1, tzinfo=UTC),
            "UserLastModifiedDate": user.changed_at,
        }

    def list_users(self, **call: Any) -> dict[str, Any]:
        """Find accounts of the provider by the one filter that is asked for."""
        self._raise_if_refused("ListUsers")
        attribute, _, value = call["Filter"].partition(" = ")
        return {
            "Users": [
                {
                    "Username": user.provider_name,
                    "Attributes": [
                        {"Name": "sub", "Value": user.sub},
                        {"Name": "email", "Value": email},
                        {"Name": "email_verified", "Value": str(user.email_verified).lower()},
                    ],
                    "UserStatus": "EXTERNAL_PROVIDER",
                    "UserCreateDate": datetime(2026, 11, 1, tzinfo=UTC),
                }
                for email, user in self.of_provider.values()
                if {"sub": user.sub, "email": email}[attribute] == json.loads(value)
            ]
        }

    def admin_set_user_password(self, **call: Any) -> dict[str, Any]:
        self._raise_if_refused("AdminSetUserPassword")
        assert call["Permanent"]
        user = self._user("AdminSetUserPassword", call, "UserNotFoundException")
        user.password, user.confirmed, user.temporary = call["Password"], True, False
        return {}

    def admin_create_user(self, **call: Any) -> dict[str, Any]:
        self._raise_if_refused("AdminCreateUser")
        if "@" not in call["Username"]:
            raise refusal("AdminCreateUser", "InvalidParameterException")
        if call.get("MessageAction") == "RESEND":
            user = self._user("AdminCreateUser", call, "UserNotFoundException")
            if not user.temporary:
                raise refusal("AdminCreateUser", "UnsupportedUserStateException")
            user.changed_at = datetime.now(UTC)
        elif call["Username"] in self.users:
            raise refusal("AdminCreateUser", "UsernameExistsException")
        else:
            user = self.add_user(call["Username"], TEMPORARY_PASSWORD)
            user.temporary = True
        self.sent.append(call["Username"])
        return {"User": {"Attributes": self._attributes(user)}}

    def admin_disable_user(self, **call: Any) -> dict[str, Any]:
        self._user("AdminDisableUser", call, "UserNotFoundException").enabled = False
        return {}

    def admin_enable_user(self, **call: Any) -> dict[str, Any]:
        self._user("AdminEnableUser", call, "UserNotFoundException").enabled = True
        return {}

    def _attributes(self, user: User) -> list[dict[str, str]]:
        (email,) = (email for email, found in self.users.items() if found is user)
        return [{"Name": "sub", "Value": user.sub}, {"Name": "email", "Value": email}]

    def admin_delete_user(self, **call: Any) -> dict[str, Any]:
        for sub, (_, user) in self.of_provider.items():
            if call["Username"] == user.provider_name:
                del self.of_provider[sub]
                return {}
        gone = self._user("AdminDeleteUser", call, "UserNotFoundException")
        self.users = {email: user for email, user in self.users.items() if user is not gone}
        return {}

    def _begin(self, operation: str, call: dict[str, Any]) -> None:
        self._raise_if_refused(operation)
        message = (call["Username"] + CLIENT).encode()
        expected = base64.b64encode(hmac.digest(SECRET.encode(), message, hashlib.sha256)).decode()
        if call["SecretHash"] != expected:
            raise refusal(operation, "NotAuthorizedException", "Unable to verify secret hash")

    def _raise_if_refused(self, operation: str) -> None:
        if operation in self.refuse_next:
            raise refusal(operation, *self.refuse_next.pop(operation))

    def _user(self, operation: str, call: dict[str, Any], otherwise: str) -> User:
        """Return the account of an address or, as in a pool of addresses, of a ``sub``."""
        for email, user in self.users.items():
            if call["Username"] in (email, user.sub):
                return user
        raise refusal(operation, otherwise)
