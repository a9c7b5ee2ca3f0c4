"""An account of the user pool in memory, and what the pool answers about it."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import jwt
from botocore.exceptions import ClientError


@dataclass
class User:
    sub: str
    password: str
    confirmed: bool = False
    temporary: bool = False
    enabled: bool = True
    provider_name: str = ""
    """The user name of an account that an identity provider has brought: Cognito finds it by no sub."""
    email_verified: bool = True
    changed_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    @property
    def status(self) -> str:
        if self.temporary:
            return "FORCE_CHANGE_PASSWORD"
        return "CONFIRMED" if self.confirmed else "UNCONFIRMED"


def tokens_of(user: User) -> dict[str, Any]:
    """Return what a finished log-in brings."""
    access = jwt.encode({"sub": user.sub}, "k" * 32, "HS256")
    return {"AuthenticationResult": {"AccessToken": access, "RefreshToken": f"refresh-{user.sub}"}}


def refusal(operation: str, code: str, message: str = "") -> ClientError:
    """Return an error as Cognito's client raises it."""
    return ClientError({"Error": {"Code": code, "Message": message}}, operation)
