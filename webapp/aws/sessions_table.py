"""The sessions table: opaque sessions, stored on the server."""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from boto3.dynamodb.conditions import Attr, Key
from botocore.exceptions import ClientError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.service_resource import Table

LIFETIME = timedelta(hours=12)
"""Longest life of a session: one long shift, so that no session lasts into the next day."""

EXTENSION_STEP = timedelta(minutes=1)
"""Shortest time between two extensions, to save writes. A session may end earlier by this much."""


@dataclass(frozen=True, slots=True)
class StoredSession:
    """An active session: its data as text, its log-in, and its end if it is not used again.

    ``valid_from``: access that ended before then did not end it. That is later than the log-in where the
    session itself has ended all the others.
    """

    token: str
    data: str
    created_at: datetime
    expires_at: datetime
    valid_from: datetime

    @property
    def session_id(self) -> str:
        """Return the key of the session in the table."""
        return hashed(self.token)

    @property
    def can_extend(self) -> bool:
        """Return whether use can still extend it. The table stores its end in whole seconds."""
        return self.created_at + LIFETIME - self.expires_at > timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class SessionOwner:
    """The account of a signed-in session, and the browser that it began in.

    ``valid_from`` is that of the session, where it is not the log-in.
    """

    sub: str
    device: str
    valid_from: datetime | None = None


@dataclass(frozen=True, slots=True)
class AccountSession:
    """A session as its owner sees it. ``session_id`` is the hash of its token, and opens nothing."""

    session_id: str
    device: str
    created_at: datetime
    used_at: datetime


class SessionStore:
    """Sessions by token. The table stores only the SHA-256 of a token, which cannot open a session.

    ``idle_lifetime`` is the life of an unused session, as on a workstation left open in a ward.
    """

    def __init__(self, table: "Table", idle_lifetime: timedelta) -> None:
        self._table = table
        self.idle_lifetime = idle_lifetime

    def find(self, token: str, now: datetime) -> StoredSession | None:
        """Return the active session of a token, or None. Check expiry here: TTL may delete days late."""
        response = self._table.get_item(Key={"session_id": hashed(token)}, ConsistentRead=True)
        item = response.get("Item")
        if item is None or int(str(item["expires_at"])) <= now.timestamp():
            return None
        item.setdefault("valid_from", item["created_at"])
        created, expires, valid_from = (
            datetime.fromtimestamp(float(str(item[name])), now.tzinfo)
            for name in ("created_at", "expires_at", "valid_from")
        )
        return StoredSession(token, str(item["data"]), created, expires, valid_from)

    def begin(
        self,
        data: str,
        begun_at: datetime,
        now: datetime,
        owner: SessionOwner | None = None,
        token: str | None = None,
    ) -> StoredSession:
        """Store a new session under ``token``, or under a new one. A stranger's has no owner.

        ``begun_at`` is when its log-in began, which may have had several steps.
        """
        ends = self.end_if_used(begun_at, now)
        valid_from = owner.valid_from if owner else None
        session = StoredSession(token or new_token(), data, begun_at, ends, valid_from or begun_at)
        item: dict[str, str | int | Decimal] = {
            "session_id": hashed(session.token),
            "data": session.data,
            "created_at": _milliseconds(session.created_at),
            "expires_at": int(session.expires_at.timestamp()),
        }
        if owner:
            item |= {"sub": owner.sub, "device": owner.device, "used_at": int(now.timestamp())}
        if valid_from:
            item["valid_from"] = _milliseconds(valid_from)
        self._table.put_item(Item=item, ConditionExpression=Attr("session_id").not_exists())
        return session

    def save(self, session: StoredSession, data: str, now: datetime) -> bool:
        """Store new data. Return False if another request has ended the session."""
        return self._update(session, now, {"data": data})

    def extend(self, session: StoredSession, now: datetime) -> bool:
        """Extend the session from now. Return False if another request has ended the session."""
        return self._update(session, now, {})

    def is_due(self, session: StoredSession, now: datetime) -> bool:
        """Return whether use at ``now`` would extend the session by EXTENSION_STEP or more."""
        return self.end_if_used(session.created_at, now) - session.expires_at >= EXTENSION_STEP

    def end_if_used(self, created_at: datetime, used_at: datetime) -> datetime:
        """Return when a session ends that is used at ``used_at`` and never again."""
        return min(created_at + LIFETIME, used_at + self.idle_lifetime)

    def end(self, token: str) -> None:
        """Delete a session. Repeating the call is safe."""
        self._table.delete_item(Key={"session_id": hashed(token)})

    def of_account(self, sub: str, now: datetime) -> list[AccountSession]:
        """Return the active sessions of an account, the latest used first.

        The index follows the table within a second or so: a session that has just begun may be missing.
        """
        found = self._table.query(IndexName="by-account", KeyConditionExpression=Key("sub").eq(sub))["Items"]
        active = [
            _account_session(item, now) for item in found if int(str(item["expires_at"])) > now.timestamp()
        ]
        return sorted(active, key=lambda session: session.used_at, reverse=True)

    def end_of_account(self, sub: str, session_id: str) -> None:
        """Delete one session of the account. Do nothing if it has none of this identifier."""
        try:
            self._table.delete_item(Key={"session_id": session_id}, ConditionExpression=Attr("sub").eq(sub))
        except ClientError as e:
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise

    def _update(self, session: StoredSession, now: datetime, values: dict[str, str]) -> bool:
        """Update only an existing session: a slow request must not restore one after its log-out."""
        changes: dict[str, str | int] = {
            **values,
            "expires_at": int(self.end_if_used(session.created_at, now).timestamp()),
            "used_at": int(now.timestamp()),
        }
        try:
            self._table.update_item(
                Key={"session_id": hashed(session.token)},
                UpdateExpression="SET " + ", ".join(f"#{name} = :{name}" for name in changes),
                ConditionExpression=Attr("session_id").exists(),
                ExpressionAttributeNames={f"#{name}": name for name in changes},
                ExpressionAttributeValues={f":{name}": value for name, value in changes.items()},
            )
        except ClientError as e:
            if e.response["Error"]["Code"] != "ConditionalCheckFailedException":
                raise
            return False
        return True


def _account_session(item: dict[str, Any], now: datetime) -> AccountSession:
    created, used = (
        datetime.fromtimestamp(float(str(item[name])), now.tzinfo) for name in ("created_at", "used_at")
    )
    return AccountSession(str(item["session_id"]), str(item["device"]), created, used)


def _milliseconds(time: datetime) -> Decimal:
    """Return a time as the table stores it: a password reset must not end a log-in directly after it."""
    return Decimal(str(round(time.timestamp(), 3)))


def new_token() -> str:
    """Return a token of 256 random bits."""
    return secrets.token_urlsafe(32)


def hashed(token: str) -> str:
    """Return what the table stores of a token."""
    return hashlib.sha256(token.encode()).hexdigest()
