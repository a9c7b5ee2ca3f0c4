"""Which account an address belongs to, for events of people who are not signed in."""

import hmac
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from cxr.storage.sites.member_item import chosen_site

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

_LIFETIME = timedelta(days=400)
"""Time after the last log-in for which an address is known."""


class AddressIndex:
    """Accounts by a keyed hash of their address, as items of the sessions table, which expire by themselves.

    Cognito would answer the same question, in a time that reveals whether the address has an account.
    """

    def __init__(self, sessions: "Table", members: "Table", key: bytes) -> None:
        self._sessions = sessions
        self._members = members
        self._key = key

    def remember(self, email: str, sub: str, now: datetime) -> None:
        """Record whose address it is."""
        expires = int((now + _LIFETIME).timestamp())
        # Not "sub": the item is no session of the account.
        self._sessions.put_item(
            Item={"session_id": _item_key(self._hash(email)), "account": sub, "expires_at": expires}
        )

    def forget(self, email: str) -> None:
        """Delete what is recorded of an address. Repeating the call is safe."""
        self._sessions.delete_item(Key={"session_id": _item_key(self._hash(email))})

    def account(self, email: str) -> tuple[str, str | None]:
        """Return the account and the site that it last used; for an unknown address its hash, and None.

        The reads are the same for every address, so that their time reveals nothing.
        """
        hashed = self._hash(email)
        found = self._sessions.get_item(Key={"session_id": _item_key(hashed)}).get("Item", {})
        sub = str(found.get("account", hashed))
        return sub, chosen_site(self._members.get_item(Key={"sub": sub}).get("Item", {}))

    def _hash(self, email: str) -> str:
        return hmac.digest(self._key, email.lower().encode(), "sha256").hex()


def _item_key(hashed: str) -> str:
    return f"address#{hashed}"
