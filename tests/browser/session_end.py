"""The end of a session, moved in the table where the server finds it."""

import hashlib
import time
from datetime import timedelta
from decimal import Decimal

from playwright.sync_api import Page

from infra.local.stack import LocalStack
from webapp.aws.sessions_table import LIFETIME


class SessionEnd:
    """Sets the end of a window's session in the table, and has its page look."""

    def __init__(self, stack: LocalStack, page: Page) -> None:
        self._table = stack.clients.dynamodb.Table(stack.outputs["sessions_table"])
        self._page = page

    @property
    def _key(self) -> dict[str, str]:
        (token,) = [c["value"] for c in self._page.context.cookies() if c["name"] == "session"]
        return {"session_id": hashlib.sha256(token.encode()).hexdigest()}

    def move(self, seconds: int) -> None:
        """Let the session end in so many seconds, unless somebody uses it."""
        self._set("expires_at", int(time.time()) + seconds)

    def move_longest(self, seconds: int) -> None:
        """Let the session end in so many seconds, whoever uses it: it is as old as a session may be."""
        end = int(time.time()) + seconds
        self._set("created_at", Decimal(end) - LIFETIME // timedelta(seconds=1))
        self._set("expires_at", end)

    def delete(self) -> None:
        """Take the session away."""
        self._table.delete_item(Key=self._key)

    def seconds_left(self) -> float:
        """Return how long the session lasts without further use."""
        item = self._table.get_item(Key=self._key, ConsistentRead=True)["Item"]
        return float(str(item["expires_at"])) - time.time()

    def _set(self, name: str, value: int | Decimal) -> None:
        self._table.update_item(
            Key=self._key,
            UpdateExpression="SET #name = :value",
            ExpressionAttributeNames={"#name": name},
            ExpressionAttributeValues={":value": value},
        )
        self._page.evaluate("new BroadcastChannel('session').postMessage('moved')")
